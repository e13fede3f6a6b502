/** Values as they travel between the engine and a provider. */

import { wireMarks } from "../../automation/plan";
import { isObject } from "../../automation/plan/child/wire";
import type { WireObject } from "../../automation/plan/child/wire";

export { isObject };
export type { WireObject };

/** Stands for a value that is not known yet. */
export const UNKNOWN = wireMarks.unknown;

/** True where the value is unknown, or any part of it. */
export function holdsUnknown(value: unknown): boolean {
  if (value === UNKNOWN) return true;
  if (Array.isArray(value)) return value.some(holdsUnknown);
  return isObject(value) && Object.values(value).some(holdsUnknown);
}

/** The value without the marks of secrets: the provider of AWS asks the engine to keep them to itself. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (!isObject(value)) return value;
  if (value[wireMarks.key] === wireMarks.secret) return withoutSecrets(value["value"]);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutSecrets(item)]));
}

/** The value without what is absent, and without Pulumi's own keys, such as `__defaults`. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(
    ([key, item]) => item !== undefined && item !== null && !key.startsWith("__"),
  );
  return Object.fromEntries(kept.map(([key, item]) => [key, plain(item)]));
}

/** The second over the first, objects part by part; lists and everything else as wholes. */
export function merged(below: WireObject, above: WireObject): WireObject {
  const result = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const under = result[key];
    result[key] = isObject(under) && isObject(value) ? merged(under, value) : value;
  }
  return result;
}

/** Every text in the value. */
export function* textsIn(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  else if (Array.isArray(value)) for (const item of value) yield* textsIn(item);
  else if (isObject(value)) for (const item of Object.values(value)) yield* textsIn(item);
}

/** True where both say the same. */
export function same(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => same(item, other[index]));
  }
  if (isObject(one) && isObject(other)) {
    const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
    return [...keys].every((key) => same(one[key], other[key]));
  }
  return one === other;
}
