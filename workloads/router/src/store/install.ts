import type { FastifyInstance } from "fastify";

import type { RouterConfig } from "../config.ts";
import { KeyRing } from "../keys/key-ring.ts";
import { KeyStore } from "../keys/key-store.ts";
import type { RegistryHolder } from "../registry/loader.ts";
import { RegistrySources } from "../registry/sources.ts";
import { adminRoutes } from "../routes/admin/index.ts";

import { EntryStore } from "./entries.ts";
import { migrate } from "./migrations.ts";
import { openPostgres } from "./postgres.ts";
import { openSqlite } from "./sqlite.ts";

/**
 * Opens the database where something needs one, and brings its schema up to date before the first request. A router
 * without keys and without an admin API has none.
 * @returns what checks keys; undefined where clients need none
 */
export function installStore(
  app: FastifyInstance,
  config: RouterConfig,
  registry: RegistryHolder,
): KeyRing | undefined {
  const { auth, adminKey } = config;
  if (auth === "none" && adminKey === undefined) return undefined;
  const { sqlitePath, postgresUrl } = config.database;
  const database = postgresUrl === undefined ? openSqlite(sqlitePath) : openPostgres(postgresUrl);
  const store = new KeyStore(database);
  const ring = new KeyRing(store);
  const sources = new RegistrySources(registry, new EntryStore(database), config.registry);
  app.addHook("onReady", async () => {
    const applied = await migrate(database);
    if (applied.length > 0) app.log.info({ engine: database.engine, applied }, "migrated the database");
    await sources.start((error) => app.log.warn({ err: error }, "the stored registry cannot be read"));
  });
  app.addHook("onClose", async () => {
    sources.stop();
    await database.close();
  });
  if (adminKey !== undefined) adminRoutes(app, { adminKey, sources, store, ring });
  return auth === "keys" ? ring : undefined;
}
