import type { Database } from "./database.ts";

/** One step of the schema. Steps are only added: one that has been released is never changed and never removed. */
interface Migration {
  readonly version: number;
  readonly title: string;
  /** The same words for both engines: SQLite takes BIGINT for its INTEGER. */
  readonly statements: readonly string[];
}

export const migrations: readonly Migration[] = [
  {
    version: 1,
    title: "models, backends and keys",
    statements: [
      `CREATE TABLE router_entries (
         kind TEXT NOT NULL CHECK (kind IN ('backend', 'model')),
         name TEXT NOT NULL,
         entry TEXT NOT NULL,
         updated_at BIGINT NOT NULL,
         PRIMARY KEY (kind, name)
       )`,
      `CREATE TABLE router_keys (
         id TEXT PRIMARY KEY,
         hash TEXT NOT NULL UNIQUE,
         hint TEXT NOT NULL,
         name TEXT NOT NULL,
         tenant TEXT NOT NULL,
         models TEXT,
         created_at BIGINT NOT NULL,
         expires_at BIGINT,
         revoked_at BIGINT
       )`,
    ],
  },
  {
    version: 2,
    title: "limits and budgets of keys",
    statements: [
      "ALTER TABLE router_keys ADD COLUMN requests_per_minute BIGINT",
      "ALTER TABLE router_keys ADD COLUMN tokens_per_minute BIGINT",
      "ALTER TABLE router_keys ADD COLUMN budget_dollars DOUBLE PRECISION",
      "ALTER TABLE router_keys ADD COLUMN budget_period TEXT",
      `CREATE TABLE router_key_usage (
         key_id TEXT NOT NULL REFERENCES router_keys (id),
         period_start BIGINT NOT NULL,
         requests BIGINT NOT NULL,
         prompt_tokens BIGINT NOT NULL,
         answer_tokens BIGINT NOT NULL,
         dollars DOUBLE PRECISION NOT NULL,
         PRIMARY KEY (key_id, period_start)
       )`,
    ],
  },
];

/** A database whose schema is of a later router. */
export class LaterSchemaError extends Error {
  constructor(found: number, known: number) {
    super(
      `The router's database has the schema ${found}, and this router knows ${known}: it was migrated by a later ` +
        `version. Start that version, or give this one another database.`,
    );
    this.name = "LaterSchemaError";
  }
}

/**
 * Brings the schema to the newest version, whoever else begins to do so at the same time.
 * @returns the versions that were applied now
 * @throws LaterSchemaError, DatabaseError
 */
export function migrate(
  database: Database,
  steps: readonly Migration[] = migrations,
): Promise<readonly number[]> {
  return database.exclusively(async (query) => {
    await query(
      `CREATE TABLE IF NOT EXISTS router_migrations (version BIGINT PRIMARY KEY, title TEXT NOT NULL, applied_at BIGINT NOT NULL)`,
    );
    const [found] = await query("SELECT MAX(version) AS version FROM router_migrations");
    const current = Number(found?.["version"] ?? 0);
    const newest = steps.at(-1)?.version ?? 0;
    if (current > newest) throw new LaterSchemaError(current, newest);
    const missing = steps.filter(({ version }) => version > current);
    for (const { version, title, statements } of missing) {
      for (const statement of statements) await query(statement);
      await query("INSERT INTO router_migrations (version, title, applied_at) VALUES ($1, $2, $3)", [
        version,
        title,
        Date.now(),
      ]);
    }
    return missing.map(({ version }) => version);
  });
}
