import { Counter } from "prom-client";
import type { Registry } from "prom-client";

/** What the cache had to do with an answer; goes to the header `x-plinth-cache` as well. */
export type CacheResult =
  /** It was kept. */
  | "hit"
  /** It is that of another client, who asked the same meanwhile. */
  | "shared"
  /** The backend was asked. */
  | "miss"
  /** The backend was asked since the client wanted it so. */
  | "refresh"
  /** Left out: the client wanted it so, or the answer is left to chance. */
  | "bypass"
  /** Redis did not answer, or there is none; the backend was asked. */
  | "unavailable";

/** What became of an answer that a backend gave. */
export type KeepResult =
  | "kept"
  /** Over `ROUTER_CACHE_ENTRY_LIMIT_MIB`. */
  | "too_large"
  /** An error, a part, a refusal, or what another model said. */
  | "not_whole"
  | "unavailable";

/** Counts what the cache does, by model of the registry. */
export class CacheMetrics {
  readonly #requests: Counter;
  readonly #answers: Counter;

  constructor(registry: Registry) {
    const counter = (name: string, help: string): Counter =>
      new Counter({ name, help, labelNames: ["model", "result"], registers: [registry] });
    const requests = "Requests for models that have a cache, by what it did.";
    this.#requests = counter("plinth_router_cache_requests_total", requests);
    const answers = "Answers that could be kept, by what became of them.";
    this.#answers = counter("plinth_router_cache_answers_total", answers);
  }

  asked(model: string, result: CacheResult): void {
    this.#requests.inc({ model, result });
  }

  answered(model: string, result: KeepResult): void {
    this.#answers.inc({ model, result });
  }
}
