import type { IncomingHttpHeaders } from "node:http";

import type { FastifyInstance, FastifyRequest } from "fastify";

import type { Answer, Operation } from "../backends/backend.ts";
import type { RouterError } from "../errors.ts";

import type { TracingConfig } from "./config.ts";

/** One question to a target, for its span. */
export interface AttemptFacts {
  readonly operation: Operation;
  /** `<backend>/<model>` */
  readonly target: string;
  /** The kind of its backend. */
  readonly kind: string;
  /** Its backend's scheme, host and port. */
  readonly origin: string;
  /** The name that the backend knows the model by. */
  readonly model: string;
}

/** How a call was decided, for its span. */
export interface CallFacts {
  /** The name in the registry of the model that answered. */
  readonly model: string;
  /** `<backend>/<model>`; undefined where nobody was asked. */
  readonly target: string | undefined;
  /** The kind of the backend that answered. */
  readonly kind: string | undefined;
  readonly attempts: number;
  /** What the cache had to do with it. */
  readonly cache: string | undefined;
}

/** Something that has a span: it is told of its end, and knows nothing after it. */
export interface Traced<T> {
  /** The answer; a stream comes back watched, since the span ends with it. */
  answered(answer: T): T;
  /** Ended without an answer. @param error undefined for a fault of the router itself */
  failed(error: RouterError | undefined): void;
}

/** The span of one question to one target. */
export interface AttemptTrace extends Traced<Answer | RouterError> {
  /** The headers for the backend, so that its own spans belong to this one. */
  headers(given: IncomingHttpHeaders): IncomingHttpHeaders;
}

/** The span of one model call. */
export interface CallTrace extends Traced<Answer> {
  /** For log lines, by the names that OpenTelemetry gives them. */
  readonly ids: { readonly trace_id: string; readonly span_id: string };
  /** Begins the span of a question to a target. */
  attempt(facts: AttemptFacts): AttemptTrace;
  decided(facts: CallFacts): void;
}

/** Makes spans and sends them away. */
export interface Tracer {
  begin(operation: Operation, model: string, request: FastifyRequest, elapsedMs: number): CallTrace;
  /** Sends what waits. Never throws, and takes two seconds at most. */
  stop(): Promise<void>;
}

/** Traces, where somebody takes them. Without, nothing of OpenTelemetry is loaded. */
export class Tracing {
  #tracer: Tracer | undefined;

  constructor(app: FastifyInstance, config: TracingConfig | undefined) {
    if (config === undefined) return;
    app.addHook("onReady", async () => {
      const { startTracer } = await import("./tracer.ts");
      this.#tracer = startTracer(config, app.log);
    });
    app.addHook("onClose", () => this.#tracer?.stop());
  }

  /** Begins the span of a call; the request's log lines carry its ids from now on. @returns undefined where there are no traces */
  begin(
    operation: Operation,
    model: string,
    request: FastifyRequest,
    elapsedMs: number,
  ): CallTrace | undefined {
    const trace = this.#tracer?.begin(operation, model, request, elapsedMs);
    if (trace !== undefined) request.log = request.log.child(trace.ids);
    return trace;
  }
}
