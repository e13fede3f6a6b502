import { format } from "prettier";
import { areaOf } from "../../../policypack/lib/rule";
import type { RuleFacts, Setting } from "../../../policypack/lib/rule";
import { waiverRules, Waivers } from "../../../policypack/lib/waivers";
import { rules } from "../../../policypack/rules";
import { WRITTEN_FROM_PACK } from "../output";
import type { Output } from "../output";

const levels = ["advisory", "mandatory", "remediate", "disabled"] as const;
type Level = (typeof levels)[number];
type JsonObject = Readonly<Record<string, unknown>>;

/** Every policy of the pack, its own ones about waivers among them. */
const policies: readonly RuleFacts[] = [...rules, ...waiverRules(Waivers.none())];

/** Areas that the profile `local` judges: what a stack of Docker containers consists of. */
const localAreas: ReadonlySet<string> = new Set(["docker", "tags", "waivers"]);

/** The level of each policy in each profile. */
const profiles: Readonly<Record<string, (rule: RuleFacts) => Level>> = {
  baseline: ({ level }) => level,
  // What was waived stays a warning: else nothing could be waived.
  strict: (rule) => (rule.name === "waivers-applied" ? rule.level : "mandatory"),
  local: (rule) => (localAreas.has(areaOf(rule)) ? rule.level : "disabled"),
};

/** A policy is given a level, or an object of a level and settings. */
function policySchema({ title, description, level, settings = {} }: RuleFacts): JsonObject {
  const properties: Readonly<Record<string, Setting>> = settings;
  const levelSchema = { enum: levels, default: level };
  return {
    description: `${title}. ${description}`,
    anyOf: [
      levelSchema,
      {
        type: "object",
        properties: { enforcementLevel: levelSchema, ...properties },
        additionalProperties: false,
      },
    ],
  };
}

const schema: JsonObject = {
  $schema: "http://json-schema.org/draft-07/schema#",
  $comment: WRITTEN_FROM_PACK,
  title: "Config of the policy pack plinth, as `pulumi preview --policy-pack-config` reads it",
  type: "object",
  properties: {
    all: { description: "The level of every policy that is not named.", enum: levels },
    environments: {
      description: "Environments of Pulumi ESC that the CLI opens for the pack.",
      type: "array",
      items: { type: "string" },
    },
    ...Object.fromEntries(policies.map((rule) => [rule.name, policySchema(rule)])),
  },
  additionalProperties: false,
};

async function json(value: unknown): Promise<string> {
  return format(JSON.stringify(value), { parser: "json", printWidth: 110 });
}

/** `policypack/config.schema.json` and `policypack/profiles/`: what the pack's config may say, and ready configs. */
export const policyConfig: Output = {
  title: "the schema and the profiles of the policy pack's config",
  produce: async () => {
    const files = Object.entries(profiles).map(async ([name, levelOf]) => {
      const config = Object.fromEntries(policies.map((rule) => [rule.name, levelOf(rule)]));
      return [`policypack/profiles/${name}.json`, await json(config)] as const;
    });
    return {
      "policypack/config.schema.json": await json(schema),
      ...Object.fromEntries(await Promise.all(files)),
    };
  },
};
