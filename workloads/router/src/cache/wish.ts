import type { IncomingHttpHeaders } from "node:http";

import { RouterError } from "../errors.ts";

/** What a client may ask of the cache by the header `x-plinth-cache`. */
export const cacheWishes = [
  /** Keep and give answers that are left to chance, too. */
  "on",
  /** Neither give a kept answer nor keep this one. */
  "off",
  /** Ask the backend, and keep what it says in the old answer's place. */
  "refresh",
] as const;
export type CacheWish = (typeof cacheWishes)[number];

/** HTTP's own words for the same. @see https://www.rfc-editor.org/rfc/rfc9111#section-5.2.1 */
const DIRECTIVES: readonly [RegExp, CacheWish][] = [
  [/(^|,)\s*no-store\s*(,|$)/i, "off"],
  [/(^|,)\s*no-cache\s*(,|$)/i, "refresh"],
];

/**
 * The wish of a request; undefined where it has none.
 * @throws RouterError invalid_value for a wish that is none of ours
 */
export function wishOf(headers: IncomingHttpHeaders): CacheWish | undefined {
  const asked = headers["x-plinth-cache"];
  if (asked === undefined || asked === "") {
    const control = headers["cache-control"] ?? "";
    return DIRECTIVES.find(([directive]) => directive.test(control))?.[1];
  }
  const wish = cacheWishes.find((each) => each === String(asked).trim().toLowerCase());
  if (wish !== undefined) return wish;
  const what = `The header x-plinth-cache is '${String(asked).slice(0, 50)}'; it must be one of ${cacheWishes.join(", ")}.`;
  throw new RouterError("invalid_value", what);
}
