/** Tags of AWS resources: which are required, and what is added where one is missing. */

import type { Settings } from "./rule";
import { stackConfig } from "./stack-config";

/** The settings of every rule about tags. */
export const tagSettings = {
  required: {
    type: "array",
    items: { type: "string" },
    description: "Keys of the tags that must be there, each with a value.",
    default: ["ManagedBy", "Repository"],
  },
  values: {
    type: "array",
    items: { type: "string" },
    description:
      "Tags as `Key=value` that the remediation adds where they are missing. Without one here, `Repository` and `Owner` get the stack's config `plinth:repository` and `plinth:owner`, where the Pulumi CLI runs the pack.",
    default: ["ManagedBy=pulumi"],
  },
} as const;

/** The settings as a rule sees them. */
export type TagSettings = Settings<typeof tagSettings>;

/** Tags whose value is in the stack's config too. */
const configKeys: Readonly<Record<string, string>> = {
  Owner: "plinth:owner",
  Repository: "plinth:repository",
};

/** The tags with these keys whose values are known. One without a value cannot be added: the finding stays. */
export function tagsToAdd(keys: readonly string[], { values }: TagSettings): Record<string, string> {
  const given = new Map(values.map((text) => splitAtEquals(text)));
  return Object.fromEntries(
    keys.flatMap((key) => {
      const config = configKeys[key];
      const value = given.get(key) ?? (config === undefined ? undefined : stackConfig(config));
      return value === undefined || value === "" ? [] : [[key, value]];
    }),
  );
}

function splitAtEquals(text: string): [string, string] {
  const [key = "", ...rest] = text.split("=");
  return [key, rest.join("=")];
}

/** What a finding says after the name of the tag. */
export const tagMessage =
  "must be set: without this tag nobody can tell what made the resource, whose it is and what it costs.";
