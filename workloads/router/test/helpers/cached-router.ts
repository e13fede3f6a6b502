import { randomUUID } from "node:crypto";

import { Pair } from "./pair.ts";
import { redisUrl } from "./redis.ts";

/** Keys of a model with a cache, whose one target is never left alone. */
export const CACHED = {
  cache_ttl: 60,
  num_retries: 0,
  allowed_fails: 1000,
  targets: [{ backend: "one", model: "tiny" }],
};

/** A question that nobody asked before, and whose answer may be kept. */
export function question(body: object = {}): object {
  const messages = [{ role: "user", content: randomUUID() }];
  return { temperature: 0, messages, ...body };
}

/**
 * A router whose model `tiny` has a cache in the Redis of the tests, once it is connected.
 * @param model keys of the model's entry
 */
export async function cachedPair(
  model: object = {},
  env: Record<string, string> = {},
  models: object = {},
): Promise<Pair> {
  const entry = { ...CACHED, ...model };
  const pair = await Pair.start(entry, models, {
    ROUTER_LOG_LEVEL: "info",
    REDIS_URL: redisUrl ?? "",
    ...env,
  });
  await metric(pair, /^plinth_router_redis_up 1$/m);
  return pair;
}

/** The metrics, once they hold what is waited for. */
export async function metric(pair: Pair, wanted: RegExp): Promise<string> {
  for (;;) {
    const text = await (await fetch(`${pair.base}/metrics`)).text();
    if (wanted.test(text)) return text;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Waits until an answer that is on its way to Redis has come there: asks until it is given. */
export async function keptBy(pair: Pair, body: object): Promise<Response> {
  for (;;) {
    const response = await pair.chat(body);
    if (response.headers.get("x-plinth-cache") === "hit") return response;
    await response.arrayBuffer();
  }
}
