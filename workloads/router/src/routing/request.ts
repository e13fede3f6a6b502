import type { ModelCall } from "../backends/backend.ts";
import type { CallTrace } from "../tracing/tracing.ts";

import type { RequestFacts } from "./facts.ts";
import type { Target } from "./target.ts";
import type { Outcome } from "./outcome.ts";

/** A request for a model, before it is known who answers it. */
export interface ModelRequest extends Omit<ModelCall, "model" | "firstByteMs" | "patienceMs"> {
  /** The name that the client asked for. */
  readonly name: string;
  readonly facts: RequestFacts;
  /** How long the client waits for the answer to begin, in milliseconds. @default the model's own limit */
  readonly patienceMs: number | undefined;
  /** The call's span; undefined where there are no traces. */
  readonly trace?: CallTrace | undefined;
}

/** One question to one target. */
export interface Attempt {
  /** The model's name in the registry. */
  readonly model: string;
  /** `<backend>/<model>` */
  readonly target: string;
  /** `ok`, an HTTP status, or the code of an error. */
  readonly result: string;
  readonly ms: number;
}

/** How the answer came about: goes to response headers and the log. */
export interface Decision {
  readonly strategy: string;
  readonly attempts: readonly Attempt[];
  /** Models that were asked after the one that the client named. */
  readonly fallbacks: readonly string[];
  /** How long the request waited for somebody, in milliseconds. @default what its attempts took */
  readonly waitedMs?: number;
}

/** What came of a request. */
export interface Dispatched {
  readonly outcome: Outcome;
  /** Who gave it; undefined where nobody was asked. */
  readonly target: Target | undefined;
  readonly model: string;
  readonly decision: Decision;
}

/** How long the router was not the one that took the time, in milliseconds. */
export function waitedMs(decision: Decision): number {
  return decision.waitedMs ?? decision.attempts.reduce((sum, { ms }) => sum + ms, 0);
}
