import { levelOf, perMillisecond } from "./limiter.ts";
import type { Limiter, RateLimit, Taken } from "./limiter.ts";

/** Keys that are counted; beyond it those that were asked for least lately are forgotten, as full as they may be. */
const MOST_COUNTED = 100_000;

interface Buckets {
  requests: number;
  tokens: number;
  at: number;
}

/** Buckets in this process: all that one router needs, and what several fall back to while Redis is away. */
export class MemoryLimiter implements Limiter {
  readonly #buckets = new Map<string, Buckets>();
  readonly #now: () => number;

  /** @param now milliseconds of a clock that never goes back */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  take(id: string, limit: RateLimit, tokens: number): Promise<Taken> {
    return Promise.resolve(this.#takeNow(id, limit, tokens));
  }

  settle(id: string, limit: RateLimit, difference: number): Promise<void> {
    this.#filled(id, limit).tokens -= difference;
    return Promise.resolve();
  }

  #takeNow(id: string, limit: RateLimit, tokens: number): Taken {
    const { requestsPerMinute, tokensPerMinute } = limit;
    const held = this.#filled(id, limit);
    const requests = requestsPerMinute === null ? undefined : levelOf(requestsPerMinute, held.requests, 1);
    const used = tokensPerMinute === null ? undefined : levelOf(tokensPerMinute, held.tokens, tokens);
    const allowed = (requests?.waitMs ?? 0) === 0 && (used?.waitMs ?? 0) === 0;
    if (!allowed) return { allowed, requests, tokens: used };
    held.requests -= 1;
    held.tokens -= tokens;
    return {
      allowed,
      requests: requestsPerMinute === null ? undefined : levelOf(requestsPerMinute, held.requests, 0),
      tokens: tokensPerMinute === null ? undefined : levelOf(tokensPerMinute, held.tokens, 0),
    };
  }

  #filled(id: string, { requestsPerMinute, tokensPerMinute }: RateLimit): Buckets {
    const now = this.#now();
    const most = { requests: requestsPerMinute ?? 0, tokens: tokensPerMinute ?? 0 };
    const held = this.#buckets.get(id) ?? { ...most, at: now };
    const passed = now - held.at;
    held.requests = Math.min(most.requests, held.requests + passed * perMillisecond(most.requests));
    held.tokens = Math.min(most.tokens, held.tokens + passed * perMillisecond(most.tokens));
    held.at = now;
    // Last in the map: the first ones were asked for least lately.
    this.#buckets.delete(id);
    this.#buckets.set(id, held);
    if (this.#buckets.size > MOST_COUNTED) this.#buckets.delete(this.#buckets.keys().next().value as string);
    return held;
  }
}
