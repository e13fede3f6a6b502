import { randomBytes } from "node:crypto";

import type { Context } from "mocha";

import { openPostgres } from "../../src/store/postgres.ts";
import { openSqlite } from "../../src/store/sqlite.ts";
import type { Database, Engine } from "../../src/store/database.ts";

/** A database that nobody else uses, and how to take it away. */
export interface TestDatabase {
  readonly database: Database;
  /** Another connection to the same one. */
  readonly again: () => Database;
  readonly remove: () => Promise<void>;
}

/** Every engine: a test of the store runs on both. */
export const engines: readonly Engine[] = ["sqlite", "postgres"];

/** Base URL of a Postgres for tests, whose user may make databases; `./plinth test` starts one. */
export const postgresUrl = process.env["ROUTER_TEST_POSTGRES_URL"];

/** From a hook: skips its suite where the engine is not there, and says why. */
export function needsEngine(context: Context, engine: Engine): void {
  if (engine === "sqlite" || postgresUrl !== undefined) return;
  Object.assign(context.test?.parent ?? {}, { skipReason: "ROUTER_TEST_POSTGRES_URL names no Postgres" });
  context.skip();
}

/** @param path SQLite's file */
export async function testDatabase(engine: Engine, path: string): Promise<TestDatabase> {
  if (engine === "sqlite") {
    const database = openSqlite(path);
    return { database, again: () => openSqlite(path), remove: () => database.close() };
  }
  const url = new URL(postgresUrl ?? "");
  const name = `router_${randomBytes(6).toString("hex")}`;
  const admin = openPostgres({ url: url.href, password: undefined });
  await admin.query(`CREATE DATABASE ${name}`);
  url.pathname = `/${name}`;
  const open = (): Database => openPostgres({ url: url.href, password: undefined });
  const database = open();
  const remove = async (): Promise<void> => {
    await database.close();
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await admin.close();
  };
  return { database, again: open, remove };
}
