/** What is said about a config key beside its schema: in the docs, in editors and in error messages. */

import { z } from "zod";

/** The words about one key. */
export interface KeyWords {
  /** One sentence: what the key does. */
  readonly description: string;
  /** The values allowed, in words. @default read off the schema (enum values, ranges) */
  readonly allowed?: string;
  /** Values that work, the first of which error messages suggest. @default the key's default */
  readonly examples?: readonly unknown[];
}

/** The words of every key of the config's schemas. */
export const keyWords = z.registry<KeyWords>();

/** Pulumi's namespace of our config keys. */
export const NAMESPACE = "plinth";

/** A path inside a stack's config: the key and what lies below it. */
export type KeyPath = readonly (string | number)[];

/** Stands in a path for every name that the keys of a record may have, as those of `plinth:pools`. */
export const ANY_NAME = "<name>";

const PLAIN_SEGMENT = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/**
 * A path as Pulumi's `--path` writes it: `plinth:ports.web`, `plinth:zones[0]`, `plinth:ports["odd key"]`.
 */
export function pulumiKey(path: KeyPath): string {
  const [first, ...rest] = path;
  const inner = rest.map((segment) => {
    if (typeof segment === "number") return `[${String(segment)}]`;
    return segment === ANY_NAME || PLAIN_SEGMENT.test(segment)
      ? `.${segment}`
      : `[${JSON.stringify(segment)}]`;
  });
  return `${NAMESPACE}:${String(first ?? "")}${inner.join("")}`;
}

/** A word as a POSIX shell reads it: quoted only where it must be. */
export function shellWord(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
