import { Client, Pool } from "pg";
import type { ClientConfig, PoolClient } from "pg";

import type { ServerLogin } from "../server-login.ts";

import { DatabaseError } from "./database.ts";
import type { Database, Row, SqlValue } from "./database.ts";

/** Number of the lock under which routers change what they share: the bytes of `plinth`. */
const LOCK = 0x706c696e7468;
const CONNECTIONS = 4;
const CONNECT_MS = 5000;
/** The router's statements read and write single rows: one that takes longer waits for something that will not come. */
const STATEMENT_MS = 10_000;

/**
 * A pool of connections to Postgres. Nothing is connected before the first statement.
 * @param login its URL as in `postgres://user:password@host:5432/database`
 */
export function openPostgres({ url, password }: ServerLogin): Database {
  const pool = new Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    application_name: "plinth-router",
    ...(password === undefined ? {} : { Client: clientWith(password) }),
  });
  // A connection that breaks while nobody uses it is replaced by the next statement.
  pool.on("error", () => undefined);
  return new PostgresDatabase(pool);
}

/** A client that asks for the password when the server does: one beside a URL would count for nothing. */
function clientWith(password: () => string): typeof Client {
  return class extends Client {
    constructor(config?: string | ClientConfig) {
      super(config);
      Object.assign(this, { password });
    }
  };
}

class PostgresDatabase implements Database {
  readonly engine = "postgres";
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  query(sql: string, parameters: readonly SqlValue[] = []): Promise<readonly Row[]> {
    return run(this.#pool, sql, parameters);
  }

  async exclusively<T>(work: (query: Database["query"]) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect().catch((error: unknown) => {
      throw new DatabaseError("postgres", error);
    });
    try {
      await run(client, "BEGIN", []);
      // Ends with the transaction, whatever becomes of this process.
      await run(client, "SELECT pg_advisory_xact_lock($1)", [LOCK]);
      const result = await work((sql, parameters = []) => run(client, sql, parameters));
      await run(client, "COMMIT", []);
      client.release();
      return result;
    } catch (error) {
      // Closing the connection is the one rollback that cannot fail.
      client.release(true);
      throw error;
    }
  }

  close(): Promise<void> {
    return this.#pool.end();
  }
}

async function run(
  on: Pool | PoolClient,
  sql: string,
  parameters: readonly SqlValue[],
): Promise<readonly Row[]> {
  try {
    const { rows } = await on.query<Row>(sql, [...parameters]);
    return rows;
  } catch (error) {
    throw new DatabaseError("postgres", error);
  }
}
