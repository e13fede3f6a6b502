import type { CompleteAnswer, StreamingAnswer } from "../backends/backend.ts";
import type { CachedAnswer } from "../cache/answer-cache.ts";
import type { Labels, Metrics } from "../observability/metrics.ts";
import type { Admission } from "../limits/limits.ts";
import { waitedMs } from "../routing/request.ts";
import type { ModelRequest } from "../routing/request.ts";
import type { Target } from "../routing/target.ts";
import { ObservedSource } from "../streaming/observed-source.ts";
import { usageIn, usageOf, withoutUsageEvent } from "../streaming/usage.ts";
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
  #usage: Usage | undefined;
  #events = 0;
  #firstAt = 0;

  constructor(
    metrics: Metrics,
    asked: Asked,
    { dispatched, result }: CachedAnswer,
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
    for (const attempt of decision.attempts) metrics.attempted(attempt);
    metrics.fellBack(model, decision.fallbacks.length);
    metrics.began(this.#labels, Math.max(0, this.#seconds() - waitedMs(decision) / 1000));
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
    this.#metrics.ended(this.#labels, this.#asked.operation, outcome, this.#seconds());
    const failed = outcome !== "ok";
    if (this.#isFree) {
      this.#admission?.settle(failed ? undefined : FREE, 0, failed);
      return;
    }
    const usage = this.#usage ?? this.#estimated();
    const { promptTokens, answerTokens } = usage ?? FREE;
    const { input = 0, output = 0 } = this.#target?.entry.price ?? {};
    const dollars = (promptTokens * input + answerTokens * output) / 1e6;
    if (usage !== undefined) this.#metrics.used(this.#labels, usage, dollars);
    this.#admission?.settle(usage, dollars, failed);
  }

  /**
   * The usage of a stream that did not come to tell it: the client has what came, however it ended. Backends send about
   * a token in each piece.
   */
  #estimated(): Usage | undefined {
    if (this.#events === 0) return undefined;
    return { promptTokens: this.#asked.facts.promptTokens, answerTokens: this.#events };
  }

  #seconds(): number {
    return (performance.now() - this.#startedAt) / 1000;
  }
}
