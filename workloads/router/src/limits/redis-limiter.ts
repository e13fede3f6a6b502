import { createHash } from "node:crypto";

import type { RedisConnection } from "../redis/connection.ts";

import { levelOf } from "./limiter.ts";
import type { Level, Limiter, RateLimit, Taken } from "./limiter.ts";

/**
 * Fills both buckets by Redis' own clock, takes from both or from none, and tells what they hold. A bucket that is full
 * is as good as none, so it goes after the minute that filling takes; one that owes stays longer.
 */
const SCRIPT = `
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local old = redis.call('HMGET', KEYS[1], 'requests', 'tokens', 'at')
local at = tonumber(old[3]) or now
local allowed = 1
local held = {}
for i = 1, 2 do
  local limit = tonumber(ARGV[i])
  if limit > 0 then
    local amount = math.min(limit, (tonumber(old[i]) or limit) + (now - at) * limit / 60000)
    held[i] = amount
    if ARGV[5] == 'take' and amount < math.min(tonumber(ARGV[i + 2]), limit) then allowed = 0 end
  else
    held[i] = 0
  end
end
if allowed == 1 then
  for i = 1, 2 do held[i] = held[i] - tonumber(ARGV[i + 2]) end
end
redis.call('HSET', KEYS[1], 'requests', tostring(held[1]), 'tokens', tostring(held[2]), 'at', string.format('%.3f', now))
local owed = 0
if tonumber(ARGV[2]) > 0 and held[2] < 0 then owed = -held[2] / tonumber(ARGV[2]) * 60000 end
redis.call('PEXPIRE', KEYS[1], math.ceil(60000 + owed))
return {allowed, tostring(held[1]), tostring(held[2])}
`;
const SHA = createHash("sha1").update(SCRIPT).digest("hex");

/** Buckets in Redis, so that limits hold across routers. While it is away, those of this process count. */
export class RedisLimiter implements Limiter {
  readonly #redis: RedisConnection;
  readonly #meanwhile: Limiter;

  constructor(redis: RedisConnection, meanwhile: Limiter) {
    this.#redis = redis;
    this.#meanwhile = meanwhile;
  }

  async take(id: string, limit: RateLimit, tokens: number): Promise<Taken> {
    const answer = await this.#run(id, limit, 1, tokens, "take");
    if (answer === undefined) return this.#meanwhile.take(id, limit, tokens);
    const { allowed, requests, used } = answer;
    const level = (most: number | null, held: number, asked: number): Level | undefined =>
      most === null ? undefined : levelOf(most, held, allowed ? 0 : asked);
    return {
      allowed,
      requests: level(limit.requestsPerMinute, requests, 1),
      tokens: level(limit.tokensPerMinute, used, tokens),
    };
  }

  async settle(id: string, limit: RateLimit, difference: number): Promise<void> {
    const answer = await this.#run(id, limit, 0, difference, "settle");
    if (answer === undefined) await this.#meanwhile.settle(id, limit, difference);
  }

  async #run(
    id: string,
    { requestsPerMinute, tokensPerMinute }: RateLimit,
    requests: number,
    tokens: number,
    what: "take" | "settle",
  ): Promise<{ allowed: boolean; requests: number; used: number } | undefined> {
    const limits = [requestsPerMinute ?? 0, tokensPerMinute ?? 0];
    const values = [...limits, requests, tokens, what].map(String);
    const answer = await this.#redis.script(SCRIPT, SHA, [`plinth:router:rate:${id}`], values);
    if (!Array.isArray(answer)) return undefined;
    const [allowed, leftRequests, leftTokens] = answer as unknown[];
    return { allowed: allowed === 1, requests: Number(leftRequests), used: Number(leftTokens) };
  }
}
