import type { IncomingHttpHeaders } from "node:http";

import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import type { Attributes, Context, Span, TextMapGetter, Tracer as OtelTracer } from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";

import type { Answer, Operation } from "../backends/backend.ts";
import type { RouterError } from "../errors.ts";
import { ObservedSource } from "../streaming/observed-source.ts";

import { AnswerWatch, factsOfAnswer } from "./answer-watch.ts";
import type { AnswerFacts } from "./answer-watch.ts";
import type { AttemptFacts, AttemptTrace, CallFacts, CallTrace, Traced } from "./tracing.ts";

/** Names of the conventions. @see https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/ */
const OPERATIONS: Readonly<Record<Operation, string>> = {
  chat: "chat",
  completions: "text_completion",
  embeddings: "embeddings",
};
/** Providers that the conventions know; servers of one's own go by their kind. */
const PROVIDERS: Readonly<Record<string, string>> = { gemini: "gcp.gemini" };
/** Who answers where no backend was asked. */
const OURSELVES = "plinth";
/** What a client gets where the router itself fails. */
const FAULT_STATUS = 500;
/** A model's name comes from the client. */
const LONGEST_NAME = 128;

const propagator = new W3CTraceContextPropagator();
const getter: TextMapGetter<IncomingHttpHeaders> = {
  get: (headers, key) => headers[key],
  keys: (headers) => Object.keys(headers),
};

/** A span from its beginning to the end of an answer. */
class AnswerSpan<T extends Answer | RouterError> implements Traced<T> {
  readonly span: Span;
  readonly #startedAt = performance.now();
  #isOver = false;

  constructor(span: Span) {
    this.span = span;
  }

  answered(answer: T): T {
    if (!("kind" in answer)) {
      this.failed(answer);
      return answer;
    }
    if (!this.span.isRecording()) return answer;
    this.span.setAttribute("http.response.status_code", answer.status);
    if (answer.kind === "complete") {
      this.#end(factsOfAnswer(answer.json), answer.status < 400 ? undefined : String(answer.status));
      return answer;
    }
    const watch = new AnswerWatch(this.#startedAt, (error) => this.#end(watch.facts, error?.code));
    return { ...answer, events: new ObservedSource(answer.events, watch) };
  }

  failed(error: RouterError | undefined): void {
    this.span.setAttribute("http.response.status_code", error?.status ?? FAULT_STATUS);
    this.#end(undefined, error?.code ?? "internal_error");
  }

  #end(facts: AnswerFacts | undefined, errorType: string | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (facts !== undefined) this.span.setAttributes(attributesOf(facts));
    if (errorType !== undefined) {
      this.span.setAttribute("error.type", errorType);
      // No message: it may repeat what the client sent.
      this.span.setStatus({ code: SpanStatusCode.ERROR });
    }
    this.span.end();
  }
}

class AttemptSpan extends AnswerSpan<Answer | RouterError> implements AttemptTrace {
  headers(given: IncomingHttpHeaders): IncomingHttpHeaders {
    const headers = { ...given };
    // What the client sent belongs to the router's own parent.
    delete headers["traceparent"];
    delete headers["tracestate"];
    propagator.inject(trace.setSpan(ROOT_CONTEXT, this.span), headers, {
      set: (carrier: IncomingHttpHeaders, key, value) => (carrier[key] = value),
    });
    return headers;
  }
}

class CallSpan extends AnswerSpan<Answer> implements CallTrace {
  readonly #tracer: OtelTracer;
  readonly #context: Context;

  constructor(tracer: OtelTracer, span: Span) {
    super(span);
    this.#tracer = tracer;
    this.#context = trace.setSpan(ROOT_CONTEXT, span);
  }

  get ids(): CallTrace["ids"] {
    const { traceId, spanId } = this.span.spanContext();
    return { trace_id: traceId, span_id: spanId };
  }

  attempt({ operation, target, kind, origin, model }: AttemptFacts): AttemptTrace {
    const { hostname, port, protocol } = new URL(origin);
    const attributes = {
      "gen_ai.operation.name": OPERATIONS[operation],
      "gen_ai.provider.name": PROVIDERS[kind] ?? kind,
      "gen_ai.request.model": model,
      "plinth.target": target,
      "server.address": hostname,
      "server.port": port === "" ? (protocol === "https:" ? 443 : 80) : Number(port),
    };
    const name = `${OPERATIONS[operation]} ${model}`;
    const span = this.#tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }, this.#context);
    return new AttemptSpan(span);
  }

  decided({ model, target, kind, attempts, cache }: CallFacts): void {
    this.span.setAttributes({
      "plinth.model": model,
      "plinth.attempts": attempts,
      ...(target !== undefined && { "plinth.target": target }),
      ...(kind !== undefined && { "gen_ai.provider.name": PROVIDERS[kind] ?? kind }),
      ...(cache !== undefined && { "plinth.cache": cache }),
    });
  }
}

/** What a call's span is begun with. */
export interface CallStart {
  readonly operation: Operation;
  /** As the client names it. */
  readonly model: string;
  readonly headers: IncomingHttpHeaders;
  readonly route: string | undefined;
  /** When the request came, in milliseconds since 1970. */
  readonly startTime: number;
}

/** Begins the span of a call, as a part of the client's trace where it has one. */
export function beginCall(
  tracer: OtelTracer,
  { operation, model, headers, route, startTime }: CallStart,
): CallTrace {
  const shown = model.slice(0, LONGEST_NAME);
  const attributes = {
    "gen_ai.operation.name": OPERATIONS[operation],
    "gen_ai.provider.name": OURSELVES,
    "gen_ai.request.model": shown,
    "http.request.method": "POST",
    ...(route !== undefined && { "http.route": route }),
  };
  const parent = propagator.extract(ROOT_CONTEXT, headers, getter);
  const options = { kind: SpanKind.SERVER, attributes, startTime };
  return new CallSpan(tracer, tracer.startSpan(`${OPERATIONS[operation]} ${shown}`, options, parent));
}

function attributesOf({ id, model, finishReasons, usage, firstEventMs }: AnswerFacts): Attributes {
  return {
    ...(id !== undefined && { "gen_ai.response.id": id }),
    ...(model !== undefined && { "gen_ai.response.model": model }),
    ...(finishReasons.length > 0 && { "gen_ai.response.finish_reasons": [...finishReasons] }),
    ...(usage !== undefined && {
      "gen_ai.usage.input_tokens": usage.promptTokens,
      "gen_ai.usage.output_tokens": usage.answerTokens,
    }),
    ...(firstEventMs !== undefined && { "gen_ai.response.time_to_first_chunk": firstEventMs / 1000 }),
  };
}
