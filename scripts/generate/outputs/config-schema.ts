import { format } from "prettier";
import { z } from "zod";
import { keyWords, NAMESPACE } from "../../../model/config/keys";
import { configByTarget } from "../../../model/config/schema";
import { WRITTEN } from "../output";
import type { Output } from "../output";

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** JSON Schema has no `allowed`; where a key has one, it joins the description, which editors show. */
function mergeAllowed(schema: Record<string, unknown>): void {
  const { allowed, description } = schema;
  delete schema["allowed"];
  if (typeof allowed === "string" && typeof description === "string") {
    schema["description"] = `${description} Allowed: ${allowed}.`;
  }
}

/** A target's schema with the keys as a stack's file spells them, open to the keys of other namespaces. */
function inStackFile(schema: z.ZodType): JsonSchema {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, {
    io: "input",
    target: "draft-7",
    metadata: keyWords,
    override: ({ jsonSchema }) => {
      mergeAllowed(jsonSchema);
    },
  });
  const prefixed = (key: string): string => `${NAMESPACE}:${key}`;
  const entries = Object.entries(properties).map(([key, value]) => [prefixed(key), value]);
  return {
    type: "object",
    properties: Object.fromEntries(entries) as Record<string, JsonSchema>,
    required: required.map(prefixed),
    propertyNames: {
      anyOf: [
        { type: "string", enum: Object.keys(properties).map(prefixed) },
        { type: "string", pattern: `^(?!${NAMESPACE}:)` },
      ],
    },
  };
}

/** `docs/reference/config.schema.json`: the JSON Schema of `Pulumi.<stack>.yaml`, for editors. */
export const configSchema: Output = {
  title: "the JSON Schema of a stack's file",
  produce: async () => {
    const schema: JsonSchema = {
      $schema: "http://json-schema.org/draft-07/schema#",
      $comment: WRITTEN,
      title: "Pulumi.<stack>.yaml of Plinth",
      type: "object",
      properties: { config: { oneOf: Object.values(configByTarget).map(inStackFile) } },
      required: ["config"],
    };
    const text = await format(JSON.stringify(schema), { parser: "json", printWidth: 110 });
    return { "docs/reference/config.schema.json": text };
  },
};
