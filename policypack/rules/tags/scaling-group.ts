import { demand } from "../../lib/finding";
import { Property } from "../../lib/property";
import { resourceRule } from "../../lib/rule";
import { reveal, within } from "../../lib/secrets";
import { tagSettings, tagsToAdd } from "../../lib/tags";
import { all } from "../../lib/truth";
import type { Truth } from "../../lib/truth";

const TYPE = "aws:autoscaling/group:Group";

export const rule = resourceRule({
  name: "tags-scaling-group",
  title: "An Auto Scaling group carries the required tags and hands them to its instances",
  description:
    "The tags of an Auto Scaling group are a list, each says for itself whether the instances get it, and the provider's default tags do not reach them.",
  severity: "medium",
  level: "mandatory",
  requirements: [{ standard: "NIST 800-53", version: "r5", id: "CM-8" }],
  peers: ["CKV_AWS_153"],
  url: "https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-tagging.html",
  remediation: "Add each tag to `tags` as `key` and `value`, with `propagateAtLaunch: true`.",
  settings: tagSettings,
  types: [TYPE],
  check: ({ properties }, { required }) => {
    const tags = properties.child("tags");
    return required.flatMap((key) =>
      demand(
        isPropagated(tags, key),
        tags,
        `must have the tag ${key} with a value and \`propagateAtLaunch: true\`: the instances of the group are found by it.`,
      ),
    );
  },
  remediate: (_, values, settings) => {
    const tags = Property.inputs({ tags: reveal(values["tags"]) }).child("tags");
    const missing = settings.required.filter((key) => isPropagated(tags, key) === false);
    const added = Object.entries(tagsToAdd(missing, settings));
    if (added.length === 0) return undefined;
    const items = added.map(([key, value]) => ({ key, value, propagateAtLaunch: true }));
    return { ...values, tags: within(values["tags"], (plain) => replaced(plain, items)) };
  },
});

function isPropagated(tags: Property, key: string): Truth {
  return tags.some((tag) =>
    all(
      tag.child("key").oneOf([key], false),
      tag.child("value").given(),
      tag.child("propagateAtLaunch").is(true, false),
    ),
  );
}

/** The list with these tags in the place of those with the same keys. */
function replaced(list: unknown, items: readonly { readonly key: string }[]): unknown[] {
  const keys = items.map(({ key }): unknown => key);
  const kept = ((list ?? []) as unknown[]).filter(
    (item) => !keys.includes((reveal(item) as { key?: unknown } | null)?.key),
  );
  return [...kept, ...items];
}
