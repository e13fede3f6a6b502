import { once, EventEmitter } from "node:events";

import type { Context } from "mocha";

import { RedisConnection } from "../../src/redis/connection.ts";

/** URL of a Redis for tests; `./plinth test` starts one. */
export const redisUrl = process.env["ROUTER_TEST_REDIS_URL"];

/** From a hook: skips its suite where there is no Redis, and says why. */
export function needsRedis(context: Context): void {
  if (redisUrl !== undefined) return;
  Object.assign(context.test?.parent ?? {}, { skipReason: "ROUTER_TEST_REDIS_URL names no Redis" });
  context.skip();
}

/** A connection that stands. */
export async function connectedRedis(): Promise<RedisConnection> {
  const changes = new EventEmitter();
  const redis = new RedisConnection(redisUrl ?? "", () => changes.emit("change"));
  const changed = once(changes, "change");
  redis.start();
  await changed;
  return redis;
}
