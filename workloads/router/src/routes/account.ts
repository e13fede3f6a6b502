import type { CompleteAnswer, StreamingAnswer } from "../backends/backend.ts";
import type { Labels, Metrics } from "../observability/metrics.ts";
import type { Admission } from "../limits/limits.ts";
import type { Dispatched } from "../routing/request.ts";
import type { Target } from "../routing/target.ts";
import { ObservedSource } from "../streaming/observed-source.ts";
import { usageIn, usageOf, withoutUsageEvent } from "../streaming/usage.ts";
import type { Usage } from "../streaming/usage.ts";

/** What one answer is counted as. */
export class Account {
  readonly #metrics: Metrics;
  readonly #operation: string;
  readonly #target: Target | undefined;
  readonly #labels: Labels;
  readonly #startedAt: number;
  readonly #admission: Admission | undefined;
  #usage: Usage | undefined;
  #events = 0;
  #firstAt = 0;

  constructor(
    metrics: Metrics,
    operation: string,
    { model, target, decision }: Dispatched,
    startedAt: number,
    admission?: Admission,
  ) {
    this.#metrics = metrics;
    this.#operation = operation;
    this.#target = target;
    this.#labels = { model, target: target?.id ?? "none" };
    this.#startedAt = startedAt;
    this.#admission = admission;
    for (const attempt of decision.attempts) metrics.attempted(attempt);
    metrics.fellBack(model, decision.fallbacks.length);
    const waited = decision.attempts.reduce((sum, { ms }) => sum + ms, 0);
    metrics.began(this.#labels, Math.max(0, this.#seconds() - waited / 1000));
  }

  complete({ status, json }: CompleteAnswer): void {
    this.#usage = usageOf(json);
    this.over(status < 400 ? "ok" : String(status));
  }

  /** @param wantsUsage whether the client asked for the event that tells the usage */
  watch(answer: StreamingAnswer, wantsUsage: boolean): StreamingAnswer {
    const events = new ObservedSource(answer.events, {
      block: (block) => {
        if (this.#events++ === 0) {
          this.#firstAt = performance.now();
          this.#metrics.firstToken(this.#labels, this.#seconds());
        }
        const usage = usageIn(block);
        if (usage === undefined) return block;
        this.#usage = usage;
        return wantsUsage ? block : withoutUsageEvent(block);
      },
      over: (error) => {
        const between = (performance.now() - this.#firstAt) / 1000 / Math.max(1, this.#events - 1);
        if (this.#events > 1) this.#metrics.streamed(this.#labels, between);
        this.over(error?.code ?? "ok");
      },
    });
    return { ...answer, events };
  }

  over(outcome: string): void {
    this.#metrics.ended(this.#labels, this.#operation, outcome, this.#seconds());
    const { promptTokens, answerTokens } = this.#usage ?? { promptTokens: 0, answerTokens: 0 };
    const { input = 0, output = 0 } = this.#target?.entry.price ?? {};
    const dollars = (promptTokens * input + answerTokens * output) / 1e6;
    if (this.#usage !== undefined) this.#metrics.used(this.#labels, this.#usage, dollars);
    this.#admission?.settle(this.#usage, dollars, outcome !== "ok");
  }

  #seconds(): number {
    return (performance.now() - this.#startedAt) / 1000;
  }
}
