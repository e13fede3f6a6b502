import type { FastifyRequest } from "fastify";

import { RouterError } from "../errors.ts";
import { tell } from "../http/answer-head.ts";
import type { HeaderMap } from "../http/headers.ts";
import { withoutRateLimits } from "../http/rate-limit-headers.ts";
import type { ApiKey } from "../keys/key.ts";
import type { RequestFacts } from "../routing/facts.ts";
import type { Usage } from "../streaming/usage.ts";

import type { Budgets } from "./budgets.ts";
import type { Limiter, Taken } from "./limiter.ts";

/** What a request has taken of its key's limits. */
export interface Admission {
  /**
   * @param usage undefined where the backend told none: what was expected then stands, but for a failure
   * @param failed whether there was no whole answer
   */
  settle(usage: Usage | undefined, dollars: number, failed: boolean): void;
  /** The answer's headers, without a backend's own limits where the key's count. */
  headers(headers: HeaderMap): HeaderMap;
}

/** Holds keys to their budgets and to what they may ask for in a minute. */
export class Limits {
  readonly #limiter: Limiter;
  readonly #budgets: Budgets;

  constructor(limiter: Limiter, budgets: Budgets) {
    this.#limiter = limiter;
    this.#budgets = budgets;
  }

  /** Writes down what keys used until now, for whoever reads it from the database. Never rejects. */
  write(): Promise<void> {
    return this.#budgets.write();
  }

  /**
   * Before any backend is asked. Tells the client in headers what is left.
   * @throws RouterError rate_limit_exceeded, budget_exceeded
   */
  async admit(key: ApiKey, facts: RequestFacts, request: FastifyRequest): Promise<Admission> {
    await this.#budgets.check(key);
    const { limit } = key;
    const isLimited = limit.requestsPerMinute !== null || limit.tokensPerMinute !== null;
    const expected = facts.promptTokens + facts.answerTokens;
    if (isLimited) {
      const taken = await this.#limiter.take(key.id, limit, expected);
      tellLevels(request, taken);
      if (!taken.allowed) throw refusal(key, taken, expected);
    }
    return {
      settle: (usage, dollars, failed) => {
        if (usage === undefined && !failed) return;
        if (usage !== undefined) this.#budgets.note(key, usage, dollars);
        const difference = (usage?.promptTokens ?? 0) + (usage?.answerTokens ?? 0) - expected;
        if (limit.tokensPerMinute !== null && difference !== 0)
          void this.#limiter.settle(key.id, limit, difference);
      },
      headers: (headers) => (isLimited ? withoutRateLimits(headers) : headers),
    };
  }
}

/** As OpenAI writes them; times as in `1.5s`. */
function tellLevels(request: FastifyRequest, { requests, tokens }: Taken): void {
  if (requests !== undefined)
    tell(request, {
      "x-ratelimit-limit-requests": String(requests.limit),
      "x-ratelimit-remaining-requests": String(requests.remaining),
      "x-ratelimit-reset-requests": `${requests.resetMs / 1000}s`,
    });
  if (tokens !== undefined)
    tell(request, {
      "x-ratelimit-limit-tokens": String(tokens.limit),
      "x-ratelimit-remaining-tokens": String(tokens.remaining),
      "x-ratelimit-reset-tokens": `${tokens.resetMs / 1000}s`,
    });
}

function refusal({ hint }: ApiKey, { requests, tokens }: Taken, expected: number): RouterError {
  const retryAfterMs = Math.max(requests?.waitMs ?? 0, tokens?.waitMs ?? 0);
  const what =
    requests !== undefined && requests.waitMs > 0
      ? `The key …${hint} may send ${requests.limit} requests a minute.`
      : `The key …${hint} may use ${tokens?.limit ?? 0} tokens a minute; ${tokens?.remaining ?? 0} are left, and this request is expected to use ${expected}.`;
  return new RouterError("rate_limit_exceeded", what, { retryAfterMs });
}
