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

/** Far more than a router waits: what is tested is what Redis says, on machines that are busy too. */
const PATIENT_MS = 8000;

/** A connection that stands. */
export async function connectedRedis(): Promise<RedisConnection> {
  const changes = new EventEmitter();
  const redis = new RedisConnection(
    { url: redisUrl ?? "", password: undefined },
    () => changes.emit("change"),
    PATIENT_MS,
  );
  redis.start();
  // The first attempt may fail where many connect at once.
  while (!redis.up) await once(changes, "change");
  return redis;
}
