import { timingSafeEqual } from "node:crypto";

import type { FastifyInstance } from "fastify";

import { RouterError } from "../../errors.ts";
import { bearerOf } from "../../keys/bearer.ts";
import { hashOf } from "../../keys/key.ts";
import type { RedisConnection } from "../../redis/connection.ts";
import type { RegistrySources } from "../../registry/sources.ts";

import { adminCacheRoutes } from "./cache.ts";
import { adminKeyRoutes } from "./keys.ts";
import type { AdminKeysDeps } from "./keys.ts";
import { adminRegistryRoutes } from "./registry.ts";

/** What the admin API asks. */
export interface AdminDeps extends AdminKeysDeps {
  readonly sources: RegistrySources;
  /** Where answers are kept; undefined keeps none. */
  readonly redis: RedisConnection | undefined;
  /** The admin key in force; undefined lets nobody in. */
  readonly adminKey: () => string | undefined;
}

/** Everything under `/admin/`, for whoever has the admin key. */
export function adminRoutes(
  app: FastifyInstance,
  { adminKey, sources, store, ring, limits, redis }: AdminDeps,
): void {
  app.addHook("onRequest", (request, _, next) => {
    // The route's own path, not the client's spelling of it.
    if (request.routeOptions.url?.startsWith("/admin/") !== true) return next();
    // Both are hashes of one length, so that the time tells nothing of how much of a guess was right.
    const given = Buffer.from(hashOf(bearerOf(request) ?? ""));
    const key = adminKey();
    const right = key !== undefined && timingSafeEqual(given, Buffer.from(hashOf(key)));
    return next(right ? undefined : new RouterError("invalid_api_key", "This is not the admin key."));
  });
  adminKeyRoutes(app, { store, ring, limits });
  adminRegistryRoutes(app, sources);
  adminCacheRoutes(app, redis);
}
