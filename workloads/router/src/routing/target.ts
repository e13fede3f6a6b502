import type { Backend } from "../backends/backend.ts";
import type { BackendKind, TargetEntry } from "../registry/schema.ts";

import { Breaker } from "./breaker.ts";
import type { BreakerSettings } from "./breaker.ts";

/** Weight of the newest measurement; about the last ten count. */
const EWMA_WEIGHT = 0.2;

/** One place where a model is served, and what the router has seen of it. */
export class Target {
  /** Unique among the targets of one model: `<backend>/<model>`. */
  readonly id: string;
  readonly backend: Backend;
  readonly kind: BackendKind;
  readonly entry: TargetEntry;
  readonly breaker: Breaker;
  /** Requests that it has not finished. */
  inFlight = 0;
  #latencyMs: number | undefined;

  constructor(backend: Backend, kind: BackendKind, entry: TargetEntry, settings: BreakerSettings) {
    this.id = `${entry.backend}/${entry.model}`;
    this.backend = backend;
    this.kind = kind;
    this.entry = entry;
    this.breaker = new Breaker(settings);
  }

  /** Milliseconds to the first byte, a moving average; undefined before the first answer. */
  get latencyMs(): number | undefined {
    return this.#latencyMs;
  }

  noteLatency(milliseconds: number): void {
    const known = this.#latencyMs;
    this.#latencyMs = known === undefined ? milliseconds : known + EWMA_WEIGHT * (milliseconds - known);
  }
}
