import type { Database } from "../store/database.ts";

/** What a key used. */
export interface KeyUsage {
  readonly requests: number;
  readonly promptTokens: number;
  readonly answerTokens: number;
  readonly dollars: number;
}

/** What keys used, by the periods of their budgets. */
export class UsageStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** What a key has spent in a period, in US dollars. @throws DatabaseError */
  async spent(keyId: string, periodStart: number): Promise<number> {
    const sql = "SELECT dollars FROM router_key_usage WHERE key_id = $1 AND period_start = $2";
    const [row] = await this.#database.query(sql, [keyId, periodStart]);
    return Number(row?.["dollars"] ?? 0);
  }

  /** Adds to what others have added. @throws DatabaseError */
  async add(keyId: string, periodStart: number, usage: KeyUsage): Promise<void> {
    const { requests, promptTokens, answerTokens, dollars } = usage;
    await this.#database.query(
      `INSERT INTO router_key_usage (key_id, period_start, requests, prompt_tokens, answer_tokens, dollars)
       VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (key_id, period_start) DO UPDATE SET
         requests = router_key_usage.requests + excluded.requests,
         prompt_tokens = router_key_usage.prompt_tokens + excluded.prompt_tokens,
         answer_tokens = router_key_usage.answer_tokens + excluded.answer_tokens,
         dollars = router_key_usage.dollars + excluded.dollars`,
      [keyId, periodStart, requests, promptTokens, answerTokens, dollars],
    );
  }
}
