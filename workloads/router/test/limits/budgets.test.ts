import assert from "node:assert/strict";

import { RouterError } from "../../src/errors.ts";
import { newKey } from "../../src/keys/key.ts";
import type { ApiKey, BudgetPeriod } from "../../src/keys/key.ts";
import { KeyStore } from "../../src/keys/key-store.ts";
import { Budgets } from "../../src/limits/budgets.ts";
import { periodAt } from "../../src/limits/periods.ts";
import { UsageStore } from "../../src/limits/usage-store.ts";
import type { Database } from "../../src/store/database.ts";
import { migrate } from "../../src/store/migrations.ts";
import { openSqlite } from "../../src/store/sqlite.ts";

const USAGE = { promptTokens: 10, answerTokens: 5 };
const NOON = Date.UTC(2026, 10, 30, 12);

describe("limits/budgets", () => {
  let time: number;
  let database: Database;
  let store: UsageStore;
  let key: ApiKey;
  let problems: unknown[];
  const budgets = (): Budgets =>
    new Budgets(
      store,
      (error) => problems.push(error),
      () => time,
    );
  const keyWith = async (dollars: number, period: BudgetPeriod): Promise<ApiKey> => {
    const limit = { requestsPerMinute: null, tokensPerMinute: null };
    const settings = { name: newKey().id, tenant: "t", models: null, limit, expiresAt: null };
    return (await new KeyStore(database).create({ ...settings, budget: { dollars, period } })).key;
  };
  beforeEach(async () => {
    time = NOON;
    problems = [];
    database = openSqlite(":memory:");
    await migrate(database);
    store = new UsageStore(database);
    key = await keyWith(1, "day");
  });
  afterEach(() => database.close());

  const spent = (words: RegExp) => (error: unknown) =>
    error instanceof RouterError && error.code === "budget_exceeded" && words.test(error.message);

  it("lets a key spend its budget and no more, and says when it begins anew", async () => {
    const own = budgets();
    await own.check(key);
    own.note(key, USAGE, 0.6);
    await own.check(key);
    own.note(key, USAGE, 0.5);
    await assert.rejects(own.check(key), spent(/spent 1\.1000 of its 1 dollars.*2026-12-01T00:00:00/));
    await assert.rejects(own.check(key), (error: RouterError) => error.retryAfterMs === 12 * 3_600_000);
    time += 12 * 3_600_000;
    await own.check(key);
  });

  it("writes down what was used, and reads what other routers wrote within ten seconds", async () => {
    const [one, other] = [budgets(), budgets()];
    await Promise.all([one.check(key), other.check(key)]);
    one.note(key, USAGE, 1);
    await one.write();
    await other.check(key);
    time += 10_000;
    await other.check(key);
    await new Promise((resolve) => setImmediate(resolve));
    await assert.rejects(other.check(key), spent(/spent 1\.0000/));
    const rows = await database.query("SELECT * FROM router_key_usage");
    assert.deepEqual(
      { ...rows[0] },
      {
        key_id: key.id,
        period_start: Date.UTC(2026, 10, 30),
        requests: 1,
        prompt_tokens: 10,
        answer_tokens: 5,
        dollars: 1,
      },
    );
  });

  it("adds up what several routers write", async () => {
    await Promise.all(
      [budgets(), budgets(), budgets()].map(async (own) => {
        own.note(key, USAGE, 0.25);
        await own.write();
      }),
    );
    assert.equal(await store.spent(key.id, Date.UTC(2026, 10, 30)), 0.75);
  });

  it("keeps what it could not write for the next time", async () => {
    const own = budgets();
    own.note(key, USAGE, 0.25);
    const add = store.add.bind(store);
    store.add = () => Promise.reject(new Error("the disk is full"));
    await own.write();
    assert.equal(problems.length, 1);
    store.add = add;
    await own.write();
    assert.equal(await store.spent(key.id, Date.UTC(2026, 10, 30)), 0.25);
  });

  it("begins anew at midnight, on the first of a month, or never", async () => {
    assert.deepEqual(periodAt("day", NOON), { start: Date.UTC(2026, 10, 30), end: Date.UTC(2026, 11, 1) });
    assert.deepEqual(periodAt("month", NOON), { start: Date.UTC(2026, 10, 1), end: Date.UTC(2026, 11, 1) });
    assert.deepEqual(periodAt("total", NOON), { start: 0, end: null });
    const midnight = Date.UTC(2026, 11, 1);
    for (const period of ["day", "month"] as const) {
      assert.equal(periodAt(period, midnight - 1).end, midnight);
      assert.equal(periodAt(period, midnight).start, midnight);
      assert.equal(periodAt(period, midnight - 1).end, midnight, "a clock may be set back");
    }
    const total = await keyWith(1, "total");
    const own = budgets();
    own.note(total, USAGE, 2);
    await assert.rejects(own.check(total), spent(/does not begin anew/));
  });
});
