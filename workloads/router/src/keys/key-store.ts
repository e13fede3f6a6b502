import { RouterError } from "../errors.ts";
import type { Database, Row } from "../store/database.ts";

import type { RateLimit } from "../limits/limiter.ts";

import { newKey } from "./key.ts";
import type { ApiKey, Budget, BudgetPeriod } from "./key.ts";

const COLUMNS =
  "id, hint, name, tenant, models, requests_per_minute, tokens_per_minute, budget_dollars, budget_period, created_at, expires_at, revoked_at";

/** What a person says of a key. */
export interface KeySettings {
  readonly name: string;
  readonly tenant: string;
  /** Names and patterns of models; null allows all. */
  readonly models: readonly string[] | null;
  readonly limit: RateLimit;
  /** Null for none. */
  readonly budget: Budget | null;
  /** Milliseconds since 1970; null for never. */
  readonly expiresAt: number | null;
}

/** A key, and the secret that nobody sees again. */
export interface MadeKey {
  readonly key: ApiKey;
  readonly secret: string;
}

/** Keys in the database; of each only its hash. */
export class KeyStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @throws DatabaseError */
  async create(settings: KeySettings): Promise<MadeKey> {
    return insert((sql, parameters) => this.#database.query(sql, parameters), settings);
  }

  /** All keys, the newest first. @throws DatabaseError */
  async list(): Promise<readonly ApiKey[]> {
    const rows = await this.#database.query(
      `SELECT ${COLUMNS} FROM router_keys ORDER BY created_at DESC, id`,
    );
    return rows.map(toKey);
  }

  /** @throws RouterError key_not_found; DatabaseError */
  async get(id: string): Promise<ApiKey> {
    return found(id, await this.#database.query(`SELECT ${COLUMNS} FROM router_keys WHERE id = $1`, [id]));
  }

  /** The key of a hash; undefined where there is none. @throws DatabaseError */
  async byHash(hash: string): Promise<ApiKey | undefined> {
    const [row] = await this.#database.query(`SELECT ${COLUMNS} FROM router_keys WHERE hash = $1`, [hash]);
    return row === undefined ? undefined : toKey(row);
  }

  /** Ends a key at once. Ending it again changes nothing. @throws RouterError key_not_found; DatabaseError */
  async revoke(id: string, now: number = Date.now()): Promise<ApiKey> {
    const sql = `UPDATE router_keys SET revoked_at = COALESCE(revoked_at, $2) WHERE id = $1 RETURNING ${COLUMNS}`;
    return found(id, await this.#database.query(sql, [id, now]));
  }

  /**
   * Makes a key with the same settings, and lets the old one work for a while longer. What the old one has spent counts
   * for the new one too: a budget does not begin anew.
   * @param graceMs how long the old one still works, in milliseconds
   * @throws RouterError key_not_found, also for a key that is revoked; DatabaseError
   */
  rotate(id: string, graceMs: number, now: number = Date.now()): Promise<MadeKey> {
    return this.#database.exclusively(async (query) => {
      const sql = `SELECT ${COLUMNS} FROM router_keys WHERE id = $1 AND revoked_at IS NULL`;
      const old = found(id, await query(sql, [id]));
      const end = Math.min(old.expiresAt ?? Infinity, now + graceMs);
      await query("UPDATE router_keys SET expires_at = $2 WHERE id = $1", [id, end]);
      const made = await insert(query, old);
      await query(
        `INSERT INTO router_key_usage (key_id, period_start, requests, prompt_tokens, answer_tokens, dollars)
         SELECT CAST($2 AS TEXT), period_start, requests, prompt_tokens, answer_tokens, dollars
         FROM router_key_usage WHERE key_id = $1`,
        [id, made.key.id],
      );
      return made;
    });
  }
}

async function insert(query: Database["query"], settings: KeySettings): Promise<MadeKey> {
  const { secret, hash, hint, id } = newKey();
  const { name, tenant, models, limit, budget, expiresAt } = settings;
  const rows = await query(
    `INSERT INTO router_keys (id, hash, hint, name, tenant, models, created_at, expires_at,
       requests_per_minute, tokens_per_minute, budget_dollars, budget_period)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING ${COLUMNS}`,
    [
      ...[id, hash, hint, name, tenant, models === null ? null : JSON.stringify(models)],
      ...[Date.now(), expiresAt, limit.requestsPerMinute, limit.tokensPerMinute],
      ...[budget?.dollars ?? null, budget?.period ?? null],
    ],
  );
  return { key: found(id, rows), secret };
}

function found(id: string, [row]: readonly Row[]): ApiKey {
  if (row !== undefined) return toKey(row);
  throw new RouterError("key_not_found", `There is no key '${id.slice(0, 64)}' in force.`, { param: "id" });
}

function toKey(row: Row): ApiKey {
  const dollars = numberOrNull(row["budget_dollars"]);
  return {
    id: String(row["id"]),
    hint: String(row["hint"]),
    name: String(row["name"]),
    tenant: String(row["tenant"]),
    models: row["models"] === null ? null : (JSON.parse(String(row["models"])) as string[]),
    limit: {
      requestsPerMinute: numberOrNull(row["requests_per_minute"]),
      tokensPerMinute: numberOrNull(row["tokens_per_minute"]),
    },
    budget: dollars === null ? null : { dollars, period: row["budget_period"] as BudgetPeriod },
    createdAt: Number(row["created_at"]),
    expiresAt: numberOrNull(row["expires_at"]),
    revokedAt: numberOrNull(row["revoked_at"]),
  };
}

/** Postgres gives its large integers as text. */
function numberOrNull(value: Row[string] | undefined): number | null {
  return value === null || value === undefined ? null : Number(value);
}
