/** Reading the config's schemas: their keys, defaults and allowed values. Docs and error messages come from here. */

import { z } from "zod";
import { keyWords } from "./keys";
import type { KeyPath, KeyWords } from "./keys";

/** One key of the config, or a key inside one. */
export interface Field {
  readonly path: KeyPath;
  /** The key's own schema, without its default. */
  readonly schema: z.core.$ZodType;
  readonly words: KeyWords | undefined;
  /** Whether a stack must give it. */
  readonly required: boolean;
  /** The value it has where a stack gives none; `undefined` where there is none. */
  readonly standard: unknown;
}

/** A schema without the wrappers that only say what happens where the value is missing. */
function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  const wrapped =
    schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional;
  return wrapped ? unwrap(schema.def.innerType) : schema;
}

/** The words registered on a schema or on what it wraps. */
function wordsOf(schema: z.core.$ZodType): KeyWords | undefined {
  return keyWords.get(schema) ?? keyWords.get(unwrap(schema));
}

/** The field of one key of an object's schema. */
function field(path: KeyPath, schema: z.core.$ZodType): Field {
  const standard = schema instanceof z.ZodDefault ? schema.def.defaultValue : undefined;
  const required = !(
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional
  );
  return { path, schema: unwrap(schema), words: wordsOf(schema), required, standard };
}

/** The keys directly under a schema, none where it is not an object's. */
export function childrenOf(schema: z.core.$ZodType, path: KeyPath = []): Field[] {
  const object = unwrap(schema);
  if (!(object instanceof z.ZodObject)) return [];
  const shape = object.shape as Readonly<Record<string, z.core.$ZodType>>;
  return Object.entries(shape).map(([key, child]) => field([...path, key], child));
}

/** Every key of a schema, each object before the keys inside it. */
export function allFields(schema: z.core.$ZodType, path: KeyPath = []): Field[] {
  return childrenOf(schema, path).flatMap((child) => [child, ...allFields(child.schema, child.path)]);
}

/** The field at a path, `undefined` where the schema has none. A number in the path enters a list. */
export function fieldAt(schema: z.core.$ZodType, path: KeyPath): Field | undefined {
  let found: Field | undefined;
  for (const [depth, segment] of path.entries()) {
    const parent = found?.schema ?? unwrap(schema);
    if (typeof segment === "number") {
      if (!(parent instanceof z.ZodArray)) return undefined;
      found = field(path.slice(0, depth + 1), parent.element);
    } else {
      found = childrenOf(parent, path.slice(0, depth)).find((child) => child.path.at(-1) === segment);
    }
    if (found === undefined) return undefined;
  }
  return found;
}

/** The values that a field allows, in words. */
export function allowedValues({ schema, words }: Pick<Field, "schema" | "words">): string {
  if (words?.allowed !== undefined) return words.allowed;
  if (schema instanceof z.ZodEnum) return `one of ${schema.options.join(", ")}`;
  if (schema instanceof z.ZodLiteral) return [...schema.values].map(String).join(", ");
  if (schema instanceof z.ZodBoolean) return "true or false";
  if (schema instanceof z.ZodNumber) {
    return `a whole number from ${String(schema.minValue)} to ${String(schema.maxValue)}`;
  }
  if (schema instanceof z.ZodArray) return "a list";
  const keys = childrenOf(schema).map(({ path }) => String(path.at(-1)));
  return keys.length > 0 ? `an object with the keys ${keys.join(", ")}` : "text";
}

/** The kind of value that a field takes, in one word. */
export function typeName(schema: z.core.$ZodType): string {
  if (schema instanceof z.ZodNumber) return "integer";
  if (schema instanceof z.ZodBoolean) return "boolean";
  if (schema instanceof z.ZodArray) return "list";
  return schema instanceof z.ZodObject ? "object" : "string";
}
