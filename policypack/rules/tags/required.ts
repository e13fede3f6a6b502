import { demand } from "../../lib/finding";
import type { Finding } from "../../lib/finding";
import { Property } from "../../lib/property";
import { resourceRule } from "../../lib/rule";
import type { Resource } from "../../lib/rule";
import { reveal, within } from "../../lib/secrets";
import { tagMessage, tagSettings, tagsToAdd } from "../../lib/tags";
import taggable from "../../lib/taggable-types.json";
import { any } from "../../lib/truth";
import type { Truth } from "../../lib/truth";

/** Components of `@pulumi/eks`, and the input that they hand on to what they make. */
const components: Readonly<Record<string, string>> = {
  "eks:index:Cluster": "tags",
  "eks:index:ManagedNodeGroup": "tags",
  "eks:index:NodeGroup": "autoScalingGroupTags",
  "eks:index:NodeGroupSecurityGroup": "tags",
  "eks:index:NodeGroupV2": "autoScalingGroupTags",
};

export const rule = resourceRule({
  name: "tags-required",
  title: "Every resource of AWS that can carry tags carries the required ones",
  description:
    "Tags are how cost reports, inventories and clean-up jobs tell what made a resource and whose it is. The default tags of the resource's provider count.",
  severity: "medium",
  level: "mandatory",
  requirements: [{ standard: "NIST 800-53", version: "r5", id: "CM-8" }],
  peers: [],
  url: "https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html",
  remediation:
    "Set the tags in the resource's `tags`, or once for all in `defaultTags` of the AWS provider. With the level `remediate` the pack adds those whose value it knows.",
  settings: tagSettings,
  types: [...taggable.types, ...Object.keys(components)],
  check: (resource, { required }) => required.flatMap((key) => findMissing(resource, key)),
  remediate: (resource, values, settings) => {
    const input = inputOf(resource);
    const tags = Property.inputs({ [input]: reveal(values[input]) }).child(input);
    const missing = settings.required.filter((key) => isTagged({ ...resource, tags }, key) === false);
    const added = tagsToAdd(missing, settings);
    if (Object.keys(added).length === 0) return undefined;
    return {
      ...values,
      [input]: within(values[input], (plain) => ({ ...(plain as object | undefined), ...added })),
    };
  },
});

type Tagged = Pick<Resource, "provider"> & { readonly tags: Property };

function inputOf({ type }: Resource): string {
  return components[type] ?? "tags";
}

/** The tags that the provider adds to each resource; a program sends them as a document in JSON. */
function defaultTags({ provider = Property.inputs({}) }: Pick<Resource, "provider">): Property {
  return provider.child("defaultTags").json().child("tags");
}

function isTagged({ tags, provider }: Tagged, key: string): Truth {
  return any(
    tags.child(key).given(),
    defaultTags({ ...(provider && { provider }) })
      .child(key)
      .given(),
  );
}

function findMissing(resource: Resource, key: string): Finding[] {
  const tags = resource.properties.child(inputOf(resource));
  const own = tags.child(key);
  const inherited = defaultTags(resource).child(key);
  const subject = own.given() === false && inherited.given() === undefined ? inherited : own;
  return demand(isTagged({ ...resource, tags }, key), subject, tagMessage);
}
