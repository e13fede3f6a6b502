import { RouterError } from "../errors.ts";
import type { ApiKey } from "../keys/key.ts";
import type { Usage } from "../streaming/usage.ts";

import { periodAt } from "./periods.ts";
import type { KeyUsage, UsageStore } from "./usage-store.ts";

/** What is used here is written down so often, and what is used elsewhere is read so often, in milliseconds. */
const WRITE_MS = 1000;
const READ_MS = 10_000;

interface Spending {
  readonly keyId: string;
  readonly periodStart: number;
  /** Dollars of all routers, when it was read. */
  known: number;
  readAt: number;
  reading: Promise<void> | undefined;
  /** Dollars of this router since it was read. */
  since: number;
  /** What is not written down yet. */
  unwritten: Sum;
}

/** What a key used so far. */
type Sum = { -readonly [Part in keyof KeyUsage]: number };

/**
 * Holds keys to their budgets. Requests under way when a budget ends are answered, and what other routers spend is seen
 * within ten seconds, so that a key can go over its budget by what it spends in that time.
 */
export class Budgets {
  readonly #store: UsageStore;
  readonly #now: () => number;
  readonly #onProblem: (error: unknown) => void;
  /** By key, and by when the period began. */
  readonly #spendings = new Map<string, Map<number, Spending>>();
  #timer: NodeJS.Timeout | undefined;

  /** @param now milliseconds since 1970 */
  constructor(store: UsageStore, onProblem: (error: unknown) => void, now: () => number = Date.now) {
    this.#store = store;
    this.#onProblem = onProblem;
    this.#now = now;
  }

  start(): void {
    this.#timer = setInterval(() => void this.write(), WRITE_MS);
    this.#timer.unref();
  }

  /** Writes down what is left. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.write();
  }

  /** @throws RouterError budget_exceeded, with when it begins anew */
  async check({ id, hint, budget }: ApiKey): Promise<void> {
    if (budget === null) return;
    const { start, end } = periodAt(budget.period, this.#now());
    const spending = this.#of(id, start);
    // The first request of a key waits for the answer; later ones only for what is known already.
    if (spending.readAt === 0) await this.#read(spending);
    else if (this.#now() - spending.readAt >= READ_MS) void this.#read(spending);
    const spent = spending.known + spending.since;
    if (spent < budget.dollars) return;
    const when =
      end === null ? "It does not begin anew." : `It begins anew at ${new Date(end).toISOString()}.`;
    const what = `The key …${hint} has spent ${spent.toFixed(4)} of its ${budget.dollars} dollars. ${when}`;
    throw new RouterError("budget_exceeded", what, {
      ...(end !== null && { retryAfterMs: end - this.#now() }),
    });
  }

  /** @param dollars by the registry's prices */
  note({ id, budget }: ApiKey, { promptTokens, answerTokens }: Usage, dollars: number): void {
    const spending = this.#of(id, periodAt(budget?.period ?? "month", this.#now()).start);
    spending.since += dollars;
    add(spending.unwritten, { requests: 1, promptTokens, answerTokens, dollars });
  }

  /** Writes down what is not written yet; what cannot be written is kept for the next time. */
  async write(): Promise<void> {
    for (const [keyId, periods] of this.#spendings) {
      for (const spending of periods.values()) await this.#writeOne(spending);
      if (periods.size === 0) this.#spendings.delete(keyId);
    }
  }

  async #writeOne(spending: Spending): Promise<void> {
    const { keyId, periodStart, unwritten } = spending;
    if (unwritten.requests === 0) {
      // Nobody has asked for it lately; it is read again when somebody does.
      const idleMs = this.#now() - spending.readAt;
      if (spending.reading === undefined && idleMs > 2 * READ_MS)
        this.#spendings.get(keyId)?.delete(periodStart);
      return;
    }
    spending.unwritten = nothing();
    try {
      await this.#store.add(keyId, periodStart, unwritten);
    } catch (error) {
      add(spending.unwritten, unwritten);
      this.#onProblem(error);
    }
  }

  #of(keyId: string, periodStart: number): Spending {
    let periods = this.#spendings.get(keyId);
    if (periods === undefined) this.#spendings.set(keyId, (periods = new Map<number, Spending>()));
    const known = periods.get(periodStart);
    if (known !== undefined) return known;
    const fresh: Spending = {
      keyId,
      periodStart,
      known: 0,
      readAt: 0,
      reading: undefined,
      since: 0,
      unwritten: nothing(),
    };
    periods.set(periodStart, fresh);
    return fresh;
  }

  /** Where the database does not answer, what was known goes on counting. */
  #read(spending: Spending): Promise<void> {
    // Known as being read before the reading begins.
    spending.reading ??= Promise.resolve()
      .then(() => this.#readNow(spending))
      .finally(() => {
        spending.reading = undefined;
      });
    return spending.reading;
  }

  async #readNow(spending: Spending): Promise<void> {
    try {
      await this.write();
      const spent = await this.#store.spent(spending.keyId, spending.periodStart);
      spending.known = spent;
      spending.since = spending.unwritten.dollars;
    } catch (error) {
      this.#onProblem(error);
    }
    spending.readAt = this.#now();
  }
}

const nothing = (): Sum => ({ requests: 0, promptTokens: 0, answerTokens: 0, dollars: 0 });

function add(sum: Sum, more: KeyUsage): void {
  sum.requests += more.requests;
  sum.promptTokens += more.promptTokens;
  sum.answerTokens += more.answerTokens;
  sum.dollars += more.dollars;
}
