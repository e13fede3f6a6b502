import type { CompleteAnswer, StreamingAnswer } from "../backends/backend.ts";
import type { CachedAnswer } from "../cache/answer-cache.ts";
import type { Labels, Metrics } from "../observability/metrics.ts";
import type { Admission } from "../limits/limits.ts";
import { waitedMs } from "../routing/request.ts";
import type { ModelRequest } from "../routing/request.ts";
import type { Target } from "../routing/target.ts";
import { ObservedSource } from "../streaming/observed-source.ts";
import { UsageTally } from "../streaming/usage-tally.ts";
import { usageOf, withoutUsageEvent } from "../streaming/usage.ts";
import type { Usage } from "../streaming/usage.ts";

/** An answer for which nobody was asked costs a request, and neither tokens nor money. */
const FREE: Usage = { promptTokens: 0, answerTokens: 0 };

/** What an account needs to know of the request. */
type Asked = Pick<ModelRequest, "operation" | "facts">;

/** What one answer is counted as. */
export class Account {
  readonly #metrics: Metrics;
  readonly #asked: Asked;
  readonly #target: Target | undefined;
  readonly #labels: Labels;
  readonly #startedAt: number;
  readonly #admission: Admission | undefined;
  readonly #isFree: boolean;
  /** What is used on this account as a whole, where that is not what its client gets. */
  readonly #bill: CachedAnswer["bill"];
  readonly #tally = new UsageTally();
  #firstAt = 0;

  constructor(
    metrics: Metrics,
    asked: Asked,
    { dispatched, result, bill }: CachedAnswer,
    startedAt: number,
    admission?: Admission,
  ) {
    const { model, target, decision } = dispatched;
    this.#metrics = metrics;
    this.#asked = asked;
    this.#target = target;
    this.#isFree = result === "hit" || result === "shared";
    this.#labels = { model, target: target?.id ?? (this.#isFree ? "cache" : "none") };
    this.#startedAt = startedAt;
    this.#admission = admission;
    this.#bill = bill;
    for (const attempt of decision.attempts) metrics.attempted(attempt);
    metrics.fellBack(model, decision.fallbacks.length);
    metrics.began(this.#labels, Math.max(0, this.#seconds() - waitedMs(decision) / 1000));
  }

  complete({ status, json }: CompleteAnswer): void {
    this.#tally.tell(usageOf(json));
    this.over(status < 400 ? "ok" : String(status));
  }

  /** @param wantsUsage whether the client asked for the event that tells the usage */
  watch(answer: StreamingAnswer, wantsUsage: boolean): StreamingAnswer {
    const tally = this.#tally;
    const events = new ObservedSource(answer.events, {
      block: (block) => {
        const before = tally.events;
        const tellsUsage = tally.note(block);
        // A comment is no token.
        if (before === 0 && tally.events > 0) {
          this.#firstAt = performance.now();
          this.#metrics.firstToken(this.#labels, this.#seconds());
        }
        return tellsUsage && !wantsUsage ? withoutUsageEvent(block) : block;
      },
      over: (error) => {
        const between = (performance.now() - this.#firstAt) / 1000 / Math.max(1, tally.events - 1);
        if (tally.events > 1) this.#metrics.streamed(this.#labels, between);
        this.over(error?.code ?? "ok");
      },
    });
    return { ...answer, events };
  }

  over(outcome: string): void {
    this.#metrics.ended(this.#labels, this.#asked.operation, outcome, this.#seconds());
    const failed = outcome !== "ok";
    if (this.#isFree) this.#admission?.settle(failed ? undefined : FREE, 0, failed);
    else if (this.#bill === undefined) this.#charge(this.#labels, this.#target, this.#tally, failed);
    else
      void this.#bill.then(({ model = this.#labels.model, target, tally, failed: nobodyHasIt }) =>
        this.#charge({ model, target: target?.id ?? "none" }, target, tally, nobodyHasIt),
      );
  }

  #charge(labels: Labels, target: Target | undefined, tally: UsageTally, failed: boolean): void {
    const usage = tally.used(this.#asked.facts.promptTokens);
    const { promptTokens, answerTokens } = usage ?? FREE;
    const { input = 0, output = 0 } = target?.entry.price ?? {};
    const dollars = (promptTokens * input + answerTokens * output) / 1e6;
    if (usage !== undefined) this.#metrics.used(labels, usage, dollars);
    this.#admission?.settle(usage, dollars, failed);
  }

  #seconds(): number {
    return (performance.now() - this.#startedAt) / 1000;
  }
}
