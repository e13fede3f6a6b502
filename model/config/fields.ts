/** Reading the config's schemas: their keys, defaults and allowed values. Docs and error messages come from here. */

import { z } from "zod";
import { ANY_NAME, keyWords } from "./keys";
import type { KeyPath, KeyWords } from "./keys";

/** One key of the config, or a key inside one. */
export interface Field {
  readonly path: KeyPath;
  /** The key's own schema, without its default. */
  readonly schema: z.core.$ZodType;
  readonly words: KeyWords | undefined;
  /** Whether a stack must give it, or what it lies in must hold it. */
  readonly required: boolean;
  /** Whether there is nothing where a stack gives none, not even defaults of keys inside it. */
  readonly optional: boolean;
  /** The value it has where a stack gives none; `undefined` where there is none. */
  readonly standard: unknown;
}

/** A schema without the wrappers that only say what happens where the value is missing. */
export function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  const wrapped =
    schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional;
  return wrapped ? unwrap(schema.def.innerType) : schema;
}

/** The words registered on a schema or on what it wraps. */
function wordsOf(schema: z.core.$ZodType): KeyWords | undefined {
  return keyWords.get(schema) ?? keyWords.get(unwrap(schema));
}

/** What a key is where a stack gives none; not for objects whose keys have defaults of their own. */
function standardOf(schema: z.core.$ZodType): unknown {
  if (schema instanceof z.ZodDefault) return schema.def.defaultValue;
  const isRecord = schema instanceof z.ZodPrefault && unwrap(schema) instanceof z.ZodRecord;
  return isRecord ? schema.def.defaultValue : undefined;
}

/** The field of one key of an object's schema. */
function field(path: KeyPath, schema: z.core.$ZodType): Field {
  const standard = standardOf(schema);
  const required = !(
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional
  );
  const optional = schema instanceof z.ZodOptional;
  return { path, schema: unwrap(schema), words: wordsOf(schema), required, optional, standard };
}

/** The keys directly under a schema, none where it is not an object's. */
export function childrenOf(schema: z.core.$ZodType, path: KeyPath = []): Field[] {
  const object = unwrap(schema);
  if (!(object instanceof z.ZodObject)) return [];
  const shape = object.shape as Readonly<Record<string, z.core.$ZodType>>;
  return Object.entries(shape).map(([key, child]) => field([...path, key], child));
}

/**
 * Every key of a schema, each object before the keys inside it. What all objects of a record or a list have in common
 * stands once, under `<name>` or as the first of the list.
 */
export function allFields(schema: z.core.$ZodType, path: KeyPath = []): Field[] {
  const own = unwrap(schema);
  if (own instanceof z.ZodRecord && holdsKeys(own.valueType)) {
    const each = { ...field([...path, ANY_NAME], own.valueType), required: false, optional: true };
    return [each, ...allFields(each.schema, each.path)];
  }
  if (own instanceof z.ZodArray && holdsKeys(own.element)) return allFields(own.element, [...path, 0]);
  return childrenOf(own, path).flatMap((child) => [child, ...allFields(child.schema, child.path)]);
}

function holdsKeys(schema: z.core.$ZodType): boolean {
  return childrenOf(schema).length > 0;
}

/** The field at a path, `undefined` where the schema has none. A number in the path enters a list. */
export function fieldAt(schema: z.core.$ZodType, path: KeyPath): Field | undefined {
  let found: Field | undefined;
  for (const depth of path.keys()) {
    found = fieldIn(found?.schema ?? unwrap(schema), path.slice(0, depth + 1));
    if (found === undefined) return undefined;
  }
  return found;
}

/** The field that the last segment of a path names in the schema of what lies above it. */
function fieldIn(parent: z.core.$ZodType, path: KeyPath): Field | undefined {
  const segment = path.at(-1);
  if (typeof segment === "number") {
    return parent instanceof z.ZodArray ? field(path, parent.element) : undefined;
  }
  if (parent instanceof z.ZodRecord) return field(path, parent.valueType);
  return childrenOf(parent, path.slice(0, -1)).find((child) => child.path.at(-1) === segment);
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
  if (schema instanceof z.ZodNumber) return schema.format === null ? "number" : "integer";
  if (schema instanceof z.ZodBoolean) return "boolean";
  if (schema instanceof z.ZodArray) return "list";
  return schema instanceof z.ZodObject || schema instanceof z.ZodRecord ? "object" : "string";
}
