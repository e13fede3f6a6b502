import { demand } from "../../lib/finding";
import { resourceRule } from "../../lib/rule";
import { BUCKETS } from "../../lib/s3-bucket";
import { matchesWildcard } from "../../lib/wildcard";

const message = "must not be `true` in production: `destroy` would delete the bucket with all that is in it.";

/** The stack's name in a URN, as `prod` in `urn:pulumi:prod::project::type::name`. */
function stackName(urn: string): string {
  return urn.slice("urn:pulumi:".length, urn.indexOf("::"));
}

export const rule = resourceRule({
  name: "s3-no-force-destroy",
  title: "Buckets in production cannot be destroyed with their contents",
  description:
    "With `forceDestroy` a destroy, or a change that replaces the bucket, deletes every object and every version first.",
  severity: "high",
  level: "mandatory",
  requirements: [],
  peers: [],
  url: "https://www.pulumi.com/registry/packages/aws/api-docs/s3/bucket/",
  remediation: "Remove `forceDestroy` in production stacks, and empty a bucket by hand before it goes.",
  settings: {
    stacks: {
      type: "array",
      items: { type: "string" },
      description: "Names of the stacks in production; `*` stands for any text.",
      default: ["prod", "production"],
    },
  },
  types: BUCKETS,
  check: ({ urn, properties }, { stacks }) => {
    if (!stacks.some((pattern) => matchesWildcard(pattern, stackName(urn)))) return [];
    const force = properties.at("forceDestroy");
    return demand(force.is(false, true), force, message);
  },
});
