/**
 * Pulumi hands every value over as text, an object or a list as JSON, while a YAML file read without Pulumi holds
 * numbers and objects. This brings both to the types of the schema, and only where nothing is lost by it.
 */

import { z } from "zod";
import { childrenOf, unwrap } from "./fields";

const INTEGER = /^(?:0|-?[1-9]\d{0,14})$/;

/** The value in the schema's type where it is one written as text; else the value as it was, for zod to judge. */
export function coerce(wrapped: z.core.$ZodType, value: unknown): unknown {
  const schema = unwrap(wrapped);
  if (schema instanceof z.ZodNumber)
    return typeof value === "string" && INTEGER.test(value) ? Number(value) : value;
  if (schema instanceof z.ZodBoolean) return value === "true" ? true : value === "false" ? false : value;
  if (schema instanceof z.ZodArray) {
    const list = parsed(value, Array.isArray);
    return Array.isArray(list) ? list.map((item: unknown) => coerce(schema.element, item)) : value;
  }
  if (schema instanceof z.ZodObject || schema instanceof z.ZodRecord) {
    const object = parsed(value, isPlainObject);
    if (!isPlainObject(object)) return value;
    return schema instanceof z.ZodObject
      ? coerceKeys(schema, object)
      : coerceValues(schema.valueType, object);
  }
  // A version such as 1.36 is a number to YAML; where that loses a zero, as of 1.30, what is left is no version.
  if (schema instanceof z.ZodEnum && typeof value === "number") return String(value);
  return text(value);
}

/** A record's values, each in the type that all of them have. */
function coerceValues(
  valueType: z.core.$ZodType,
  object: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, coerce(valueType, value)]));
}

/** An object's values, each in the type of its key; keys that the schema does not know stay as they are. */
export function coerceKeys(
  schema: z.core.$ZodType,
  object: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const known = new Map(childrenOf(schema).map((child) => [child.path.at(-1), child.schema]));
  const entries = Object.entries(object).map(([key, value]): [string, unknown] => {
    const child = known.get(key);
    return [key, child === undefined ? value : coerce(child, value)];
  });
  return Object.fromEntries(entries);
}

/** True for an object of keys and values, which a list and `null` are not. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** YAML reads an unquoted 123 or true as a number or a boolean; Pulumi hands the same over as text. */
function text(value: unknown): unknown {
  return typeof value === "boolean" || Number.isSafeInteger(value) ? String(value) : value;
}

function parsed(value: unknown, wanted: (value: unknown) => boolean): unknown {
  if (typeof value !== "string") return value;
  try {
    const json: unknown = JSON.parse(value);
    return wanted(json) ? json : value;
  } catch {
    return value;
  }
}
