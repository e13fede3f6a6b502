import type { FastifyInstance } from "fastify";

import type { Metrics } from "../observability/metrics.ts";
import type { ServerLogin } from "../server-login.ts";

import { RedisConnection } from "./connection.ts";

/**
 * Connects to Redis when the app is ready, and ends the connection with it. Limits and answers share it.
 * @param login undefined for a router without Redis
 */
export function installRedis(
  app: FastifyInstance,
  login: ServerLogin | undefined,
  metrics: Metrics,
): RedisConnection | undefined {
  if (login === undefined) return undefined;
  const redis = new RedisConnection(login, (up, error) => {
    if (up) app.log.info("Redis answers: limits hold across routers, and answers are kept");
    else
      app.log.warn(
        { err: error },
        "Redis does not answer: each router counts for itself, and none keeps answers",
      );
  });
  metrics.watchRedis(() => redis.up);
  app.addHook("onReady", () => redis.start());
  app.addHook("onClose", () => redis.close());
  return redis;
}
