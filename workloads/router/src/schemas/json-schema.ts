import * as z from "zod";

/** Deeper schemas are refused: nobody writes them, and some providers fail at them. */
const DEEPEST = 100;

const TYPES = ["array", "boolean", "integer", "null", "number", "object", "string"];
const TYPE = `one of ${TYPES.join(", ")}, or an array of them`;

/** A mistake in a schema. */
interface Mistake {
  readonly path: readonly PropertyKey[];
  /** What is allowed there. */
  readonly message: string;
  /** Whether the value has the wrong JSON type, rather than a wrong value. */
  readonly wrongType: boolean;
}

/** A schema, or a part of one, that is still to be judged. */
interface Part {
  readonly value: unknown;
  readonly path: readonly PropertyKey[];
}

/** What a keyword's value must be. */
type Rule =
  | "schema"
  | "schemas"
  | "items"
  | "map of schemas"
  | "type"
  | "names"
  | "array"
  | "text"
  | "number"
  | "count"
  | "flag";

/** The keywords that providers look at. Others pass. @see https://json-schema.org/draft/2020-12/json-schema-validation */
const RULES: Readonly<Record<string, Rule>> = {
  type: "type",
  properties: "map of schemas",
  patternProperties: "map of schemas",
  $defs: "map of schemas",
  definitions: "map of schemas",
  additionalProperties: "schema",
  propertyNames: "schema",
  not: "schema",
  contains: "schema",
  items: "items",
  anyOf: "schemas",
  allOf: "schemas",
  oneOf: "schemas",
  prefixItems: "schemas",
  required: "names",
  enum: "array",
  $ref: "text",
  title: "text",
  description: "text",
  pattern: "text",
  format: "text",
  minimum: "number",
  maximum: "number",
  exclusiveMinimum: "number",
  exclusiveMaximum: "number",
  multipleOf: "number",
  minLength: "count",
  maxLength: "count",
  minItems: "count",
  maxItems: "count",
  minProperties: "count",
  maxProperties: "count",
  uniqueItems: "flag",
};

const ALLOWED: Readonly<Record<Rule, string>> = {
  schema: "a JSON schema: an object, true or false",
  schemas: "an array of one JSON schema or more",
  items: "a JSON schema, or an array of them",
  "map of schemas": "an object whose values are JSON schemas",
  type: TYPE,
  names: "an array of strings",
  array: "an array",
  text: "a string",
  number: "a number",
  count: "an integer of 0 or more",
  flag: "true or false",
};

const OBJECT_SCHEMA = "a JSON schema of an object: an object whose type is object, or absent";

/** The JSON schema of an object, as the parameters of a tool are. */
export const objectSchema = z.unknown().superRefine((value, context) => {
  const mistake = mistakeOf(value);
  if (mistake === undefined) return;
  const { path, message, wrongType } = mistake;
  const where = { message, path: [...path], input: value };
  context.addIssue(
    wrongType ? { ...where, code: "invalid_type", expected: "unknown" } : { ...where, code: "custom" },
  );
});

/** The first mistake in the schema of an object; undefined where it is one. */
function mistakeOf(schema: unknown): Mistake | undefined {
  if (!isRecord(schema)) return { path: [], message: OBJECT_SCHEMA, wrongType: true };
  const { type } = schema;
  if (type !== undefined && type !== "object")
    return { path: ["type"], message: '"object", or absent', wrongType: typeof type !== "string" };
  // A list and not a recursion: how deep a client nests must not decide over our stack.
  const parts: Part[] = [{ value: schema, path: [] }];
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    const { value, path } = part;
    if (typeof value === "boolean") continue;
    if (!isRecord(value)) return { path, message: ALLOWED.schema, wrongType: true };
    if (path.length > DEEPEST)
      return { path, message: `nested at most ${DEEPEST} levels deep`, wrongType: false };
    for (const [keyword, inner] of Object.entries(value)) {
      const rule = Object.hasOwn(RULES, keyword) ? RULES[keyword] : undefined;
      if (rule === undefined) continue;
      const found = judge(rule, { value: inner, path: [...path, keyword] }, parts);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** Judges a keyword's value; the schemas in it join those that are still to be judged. */
function judge(rule: Rule, { value, path }: Part, parts: Part[]): Mistake | undefined {
  if (!holds(rule, value)) return { path, message: ALLOWED[rule], wrongType: !nearly(rule, value) };
  if (rule === "schema" || (rule === "items" && !Array.isArray(value))) parts.push({ value, path });
  else if (rule === "schemas" || rule === "items")
    for (const [index, inner] of (value as unknown[]).entries())
      parts.push({ value: inner, path: [...path, index] });
  else if (rule === "map of schemas")
    for (const [key, inner] of Object.entries(value as object))
      parts.push({ value: inner, path: [...path, key] });
  return undefined;
}

function holds(rule: Rule, value: unknown): boolean {
  switch (rule) {
    case "schema":
      return typeof value === "boolean" || isRecord(value);
    case "schemas":
      return Array.isArray(value) && value.length > 0;
    case "items":
      return typeof value === "boolean" || Array.isArray(value) || isRecord(value);
    case "map of schemas":
      return isRecord(value);
    case "type": {
      const types: unknown[] = Array.isArray(value) ? value : [value];
      return types.length > 0 && types.every((type) => TYPES.includes(type as string));
    }
    case "names":
      return Array.isArray(value) && value.every((entry) => typeof entry === "string");
    case "array":
      return Array.isArray(value);
    case "text":
      return typeof value === "string";
    case "number":
      return typeof value === "number";
    case "count":
      return Number.isInteger(value) && (value as number) >= 0;
    case "flag":
      return typeof value === "boolean";
  }
}

/** Whether a wrong value has at least the right JSON type. */
function nearly(rule: Rule, value: unknown): boolean {
  if (rule === "type") return typeof value === "string" || Array.isArray(value);
  if (rule === "schemas" || rule === "names") return Array.isArray(value);
  return rule === "count" && typeof value === "number";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
