import type { FastifyInstance } from "fastify";

import type { RouterConfig } from "../config.ts";
import { KeyRing } from "../keys/key-ring.ts";
import { KeyStore } from "../keys/key-store.ts";
import { Budgets } from "../limits/budgets.ts";
import { Limits } from "../limits/limits.ts";
import { MemoryLimiter } from "../limits/memory-limiter.ts";
import { RedisLimiter } from "../limits/redis-limiter.ts";
import { UsageStore } from "../limits/usage-store.ts";
import type { RedisConnection } from "../redis/connection.ts";
import type { RegistryHolder } from "../registry/loader.ts";
import { RegistrySources } from "../registry/sources.ts";
import type { Reloader } from "../reload/reloader.ts";
import { adminRoutes } from "../routes/admin/index.ts";

import type { Database } from "./database.ts";
import { EntryStore } from "./entries.ts";
import { migrate } from "./migrations.ts";
import { openPostgres } from "./postgres.ts";
import { openSqlite } from "./sqlite.ts";

/** What holds clients to their keys. */
export interface Access {
  readonly ring: KeyRing;
  readonly limits: Limits;
}

/** What the store is installed into. */
export interface StoreArgs {
  readonly config: RouterConfig;
  readonly registry: RegistryHolder;
  /** Where limits are counted for several routers; undefined counts in this process. */
  readonly redis: RedisConnection | undefined;
  readonly reloader: Reloader;
}

/**
 * Opens the database where something needs one, and brings its schema up to date before the first request. A router
 * without keys and without an admin API has none.
 * @returns what clients are held by; undefined where they need no keys
 */
export function installStore(app: FastifyInstance, args: StoreArgs): Access | undefined {
  const { auth, adminKey, database: place } = args.config;
  if (auth === "none" && adminKey === undefined) return undefined;
  const database = place.postgres === undefined ? openSqlite(place.sqlitePath) : openPostgres(place.postgres);
  const store = new KeyStore(database);
  const ring = new KeyRing(store);
  const sources = new RegistrySources(args.registry, new EntryStore(database), args.config.registry);
  args.reloader.through(({ registry, keyOf }) => sources.replaceFixed(registry, keyOf));
  app.addHook("onReady", async () => {
    const applied = await migrate(database);
    if (applied.length > 0) app.log.info({ engine: database.engine, applied }, "migrated the database");
    await sources.start((error) => app.log.warn({ err: error }, "the stored registry cannot be read"));
  });
  const limits = auth === "keys" ? installLimits(app, database, args) : undefined;
  // Hooks of an end run in the order in which they were added: what still writes comes before the database goes.
  app.addHook("onClose", async () => {
    sources.stop();
    await database.close();
  });
  if (adminKey !== undefined)
    adminRoutes(app, {
      adminKey: () => args.reloader.adminKey,
      sources,
      store,
      ring,
      limits,
      redis: args.redis,
    });
  return limits === undefined ? undefined : { ring, limits };
}

function installLimits(app: FastifyInstance, database: Database, { redis }: StoreArgs): Limits {
  const budgets = new Budgets(new UsageStore(database), (error) =>
    app.log.warn({ err: error }, "what keys used cannot be read or written"),
  );
  const memory = new MemoryLimiter();
  app.addHook("onReady", () => budgets.start());
  app.addHook("onClose", () => budgets.stop());
  return new Limits(redis === undefined ? memory : new RedisLimiter(redis, memory), budgets);
}
