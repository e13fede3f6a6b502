const FIRST_MS = 250;
const LONGEST_MS = 8000;

/**
 * How long to wait before a target is asked again, in milliseconds: twice as long each time, and between half of that
 * and all of it, so that clients that failed together do not come back together.
 * @param round 0 for the first repetition
 * @param askedMs what the upstream asks for; never cut short
 */
export function backoffMs(
  round: number,
  askedMs: number | undefined,
  random: () => number = Math.random,
): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** round);
  const own = full * (0.5 + random() / 2);
  return askedMs === undefined ? own : Math.max(own, askedMs);
}
