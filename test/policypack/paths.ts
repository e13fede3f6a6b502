/** Values deep inside of inputs, by the paths that rules read them at. */

import type { Inputs } from "./examples";

type Key = string | number;

/**
 * A copy of the inputs with the value at a path replaced, or removed when `value` is undefined.
 *
 * A path ends early where it leads into something that is not there yet or into an unknown value: what is set then is
 * the whole of what could be reached. Inside of a JSON text it is the text's own value that changes, except for an
 * unknown value: a text with an unknown part is unknown as a whole.
 */
export function withValue(inputs: Inputs, path: string, value: unknown, wholeTexts: boolean): Inputs {
  const copy = structuredClone(inputs);
  place(copy, keysOf(path), value, wholeTexts);
  return copy;
}

/** Whether there is anything at a path. */
export function hasValue(inputs: Inputs, path: string): boolean {
  let below: unknown = inputs;
  let keys: readonly string[] = keysOf(path);
  while (keys.length > 0) {
    if (typeof below === "string") below = JSON.parse(below) as unknown;
    if (typeof below !== "object" || below === null) return false;
    const [key, rest] = nextKey(below as Record<Key, unknown>, keys);
    below = (below as Record<Key, unknown>)[key];
    keys = rest;
  }
  return below !== undefined;
}

/** The keys of a path; dots inside of a key cannot be told from others, so the longest key that exists wins. */
function keysOf(path: string): string[] {
  return path.replaceAll(/\[(\d*)\]/g, ".[$1]").split(".");
}

function place(target: unknown, keys: readonly string[], value: unknown, wholeTexts: boolean): void {
  if (typeof target !== "object" || target === null) return;
  const record = target as Record<Key, unknown>;
  const [key, rest] = nextKey(record, keys);
  const below = record[key];
  if (rest.length === 0 || below === undefined || below === null) {
    if (value !== undefined) record[key] = value;
    else if (Array.isArray(record)) record.splice(Number(key), 1);
    else delete record[key];
    return;
  }
  if (typeof below !== "string") return place(below, rest, value, wholeTexts);
  if (wholeTexts) {
    record[key] = value;
    return;
  }
  const parsed = JSON.parse(below) as unknown;
  place(parsed, rest, value, wholeTexts);
  record[key] = JSON.stringify(parsed);
}

function nextKey(record: Record<Key, unknown>, keys: readonly string[]): [Key, readonly string[]] {
  if (Array.isArray(record)) return [Number(keys[0]?.slice(1, -1) || 0), keys.slice(1)];
  for (let length = keys.length; length > 0; length--) {
    const key = keys.slice(0, length).join(".");
    if (Object.hasOwn(record, key)) return [key, keys.slice(length)];
  }
  return [keys[0] ?? "", keys.slice(1)];
}
