import { demand } from "../../lib/finding";
import { Property } from "../../lib/property";
import { resourceRule } from "../../lib/rule";
import { reveal, within } from "../../lib/secrets";
import { tagSettings, tagsToAdd } from "../../lib/tags";
import { all } from "../../lib/truth";
import type { Truth } from "../../lib/truth";

/** What a launch template makes that lives on and costs. */
const launched = ["instance", "volume"] as const;

export const rule = resourceRule({
  name: "tags-launch-template",
  title: "What a launch template launches carries the required tags",
  description:
    "The tags of a launch template are its own. Instances and volumes get those of `tagSpecifications`, and neither the tags of a node group nor the provider's default tags reach them.",
  severity: "medium",
  level: "mandatory",
  requirements: [{ standard: "NIST 800-53", version: "r5", id: "CM-8" }],
  peers: [],
  url: "https://docs.aws.amazon.com/autoscaling/ec2/userguide/create-launch-template.html",
  remediation:
    "Give `tagSpecifications` an entry with the resource type `instance` and one with `volume`, each with the tags.",
  settings: tagSettings,
  types: ["aws:ec2/launchTemplate:LaunchTemplate"],
  check: ({ properties }, { required }) => {
    const specifications = properties.child("tagSpecifications");
    return launched.flatMap((kind) =>
      required.flatMap((key) =>
        demand(
          isSpecified(specifications, kind, key),
          specifications,
          `must give each ${kind} the tag ${key}: without it nobody can tell what made the ${kind} and whose it is.`,
        ),
      ),
    );
  },
  remediate: (_, values, settings) => {
    const before = values["tagSpecifications"];
    let after = before;
    for (const kind of launched) {
      const specifications = Property.inputs({ list: reveal(after) }).child("list");
      const missing = settings.required.filter((key) => isSpecified(specifications, kind, key) === false);
      const added = tagsToAdd(missing, settings);
      if (Object.keys(added).length > 0) after = within(after, (plain) => extended(plain, kind, added));
    }
    return after === before ? undefined : { ...values, tagSpecifications: after };
  },
});

function isSpecified(specifications: Property, kind: string, key: string): Truth {
  return specifications.some((each) =>
    all(each.child("resourceType").oneOf([kind], false), each.child("tags").child(key).given()),
  );
}

/** The list with the tags in its entry for a kind, which is made where there is none. */
function extended(list: unknown, kind: string, tags: object): unknown[] {
  const entries = (list ?? []) as unknown[];
  const isOfKind = (entry: unknown): boolean =>
    (reveal(entry) as { resourceType?: unknown } | null)?.resourceType === kind;
  if (!entries.some(isOfKind)) return [...entries, { resourceType: kind, tags }];
  return entries.map((entry) =>
    isOfKind(entry)
      ? within(entry, (plain) => {
          const fields = plain as { readonly tags?: unknown };
          return {
            ...fields,
            tags: within(fields.tags, (own) => ({ ...(own as object | undefined), ...tags })),
          };
        })
      : entry,
  );
}
