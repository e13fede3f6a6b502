/** What a key may ask for in a minute; null is no limit. */
export interface RateLimit {
  readonly requestsPerMinute: number | null;
  readonly tokensPerMinute: number | null;
}

/** How full one bucket is. */
export interface Level {
  /** What it holds when it is full: as much as a minute allows. */
  readonly limit: number;
  readonly remaining: number;
  /** Until it is full again, in milliseconds. */
  readonly resetMs: number;
  /** Until it holds what was asked, in milliseconds; 0 where it did. */
  readonly waitMs: number;
}

/** What came of asking; a level is undefined where there is no such limit. */
export interface Taken {
  readonly allowed: boolean;
  readonly requests: Level | undefined;
  readonly tokens: Level | undefined;
}

/**
 * Counts by buckets that fill evenly: a minute's worth may go at once, and then as much as comes in. Where one bucket
 * is too empty nothing is taken from the other.
 */
export interface Limiter {
  /**
   * @param tokens what the request is expected to use; more than a whole minute's worth needs a full bucket
   */
  take(id: string, limit: RateLimit, tokens: number): Promise<Taken>;
  /** Takes what was used beyond what was expected, or gives back what was not. The bucket may owe. */
  settle(id: string, limit: RateLimit, difference: number): Promise<void>;
}

/** A bucket of so many a minute fills by this much in a millisecond. */
export const perMillisecond = (limit: number): number => limit / 60_000;

/** The level of a bucket that holds so much, where so much was asked of it. */
export function levelOf(limit: number, held: number, asked: number): Level {
  const rate = perMillisecond(limit);
  const missing = Math.max(0, Math.min(asked, limit) - held);
  return {
    limit,
    remaining: Math.max(0, Math.floor(held)),
    resetMs: Math.ceil((limit - held) / rate),
    waitMs: Math.ceil(missing / rate),
  };
}
