import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";

import { DatabaseError } from "./database.ts";
import type { Database, Row, SqlValue } from "./database.ts";

/** How long a statement waits for another process that writes, and how often it tries meanwhile, in milliseconds. */
const BUSY_MS = 5000;
const TRY_EVERY_MS = 20;
/** @see https://www.sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;

/**
 * Opens an SQLite file, and makes it with its folder where it is not there.
 * @param path a file, or `:memory:`
 * @throws DatabaseError where the file cannot be opened or is none of SQLite's
 */
export function openSqlite(path: string): Database {
  try {
    if (path !== ":memory:") mkdirSync(dirname(path), { recursive: true });
    const database = new DatabaseSync(path);
    // Readers do not wait for the writer, and what is committed outlives a `kill -9`.
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;`);
    return new SqliteDatabase(database);
  } catch (error) {
    throw new DatabaseError("sqlite", error);
  }
}

class SqliteDatabase implements Database {
  readonly engine = "sqlite";
  readonly #database: DatabaseSync;
  /** One connection: a statement must not slip into somebody else's transaction. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  query(sql: string, parameters: readonly SqlValue[] = []): Promise<readonly Row[]> {
    return this.#inTurn(() => this.#run(sql, parameters));
  }

  exclusively<T>(work: (query: Database["query"]) => Promise<T>): Promise<T> {
    return this.#inTurn(async () => {
      await this.#run("BEGIN IMMEDIATE", []);
      try {
        const result = await work((sql, parameters = []) => this.#run(sql, parameters));
        await this.#run("COMMIT", []);
        return result;
      } catch (error) {
        // A full disk has ended the transaction already.
        if (this.#database.isTransaction) await this.#run("ROLLBACK", []);
        throw error;
      }
    });
  }

  async close(): Promise<void> {
    await this.#queue;
    this.#database.close();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#queue.then(work);
    this.#queue = mine.catch(() => undefined);
    return mine;
  }

  /** SQLite itself would wait for the other process by stopping this one, and every request with it. */
  async #run(sql: string, parameters: readonly SqlValue[]): Promise<readonly Row[]> {
    const giveUpAt = performance.now() + BUSY_MS;
    for (;;) {
      try {
        const statement = this.#database.prepare(sql.replaceAll(/\$(\d+)/g, "?$1"));
        return statement.all(...parameters) as Row[];
      } catch (error) {
        const isBusy = (error as { errcode?: unknown }).errcode === SQLITE_BUSY;
        if (!isBusy || performance.now() > giveUpAt) throw new DatabaseError("sqlite", error);
        await sleep(TRY_EVERY_MS);
      }
    }
  }
}
