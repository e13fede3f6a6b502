import type { FastifyInstance } from "fastify";

import { ANSWER_PREFIX } from "../../cache/cache-key.ts";
import { RouterError } from "../../errors.ts";
import type { RedisConnection } from "../../redis/connection.ts";

/** `DELETE /admin/v1/cache`: forgets the answers of every tenant. One that is on its way is kept after it. */
export function adminCacheRoutes(app: FastifyInstance, redis: RedisConnection | undefined): void {
  app.delete("/admin/v1/cache", async () => {
    const deleted = await redis?.forget(ANSWER_PREFIX);
    if (deleted !== undefined) return { deleted };
    const what =
      redis === undefined
        ? "This router has no Redis, and keeps no answers."
        : "Redis does not answer, so some answers, or all of them, are still kept.";
    throw new RouterError("cache_unavailable", what);
  });
}
