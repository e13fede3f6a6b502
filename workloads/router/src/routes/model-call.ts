import type { FastifyReply, FastifyRequest } from "fastify";

import type { CompleteAnswer, Operation, StreamingAnswer } from "../backends/backend.ts";
import { RouterError } from "../errors.ts";
import { sendComplete } from "../http/complete-answer.ts";
import { sendEvents } from "../http/event-writer.ts";
import type { OpenCalls } from "../http/open-calls.ts";
import type { Labels, Metrics } from "../observability/metrics.ts";
import type { RegistryHolder } from "../registry/loader.ts";
import { dispatch } from "../routing/dispatcher.ts";
import { factsOf } from "../routing/facts.ts";
import type { Dispatched, ModelRequest } from "../routing/request.ts";
import type { Target } from "../routing/target.ts";
import { ObservedSource } from "../streaming/observed-source.ts";
import { usageIn, usageOf, withoutUsageEvent } from "../streaming/usage.ts";
import type { Usage } from "../streaming/usage.ts";

/** What the routes to models ask. */
export interface ModelCallDeps {
  readonly registry: RegistryHolder;
  readonly calls: OpenCalls;
  readonly metrics: Metrics;
  /** How long a client may take nothing of its stream, in milliseconds. */
  readonly clientStallMs: number;
}

type Json = Readonly<Record<string, unknown>>;

/** Answers a request for a model: the answer itself decides whether it is a stream. */
export async function answerModelCall(
  deps: ModelCallDeps,
  operation: Operation,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const startedAt = performance.now();
  const dispatched = await dispatch(deps.registry.current, requestOf(deps, operation, request, reply));
  const account = new Account(deps.metrics, operation, dispatched, startedAt);
  explain(request, reply, dispatched, startedAt);
  const { outcome } = dispatched;
  if (outcome instanceof RouterError) {
    account.over(outcome.code);
    throw outcome;
  }
  if (outcome.kind === "complete") {
    account.complete(outcome);
    return sendComplete(reply, outcome);
  }
  const options = (request.body as Json)["stream_options"] as Json | null | undefined;
  const watched = account.watch(outcome, options?.["include_usage"] === true);
  sendEvents(request, reply, watched, deps.clientStallMs);
  return reply;
}

function requestOf(
  { calls }: ModelCallDeps,
  operation: Operation,
  request: FastifyRequest,
  reply: FastifyReply,
): ModelRequest {
  const json = request.body as Json;
  const body = request.rawBody as Buffer;
  return {
    operation,
    requestId: request.id,
    headers: request.headers,
    signal: calls.signalFor(reply),
    name: json["model"] as string,
    body,
    json,
    stream: json["stream"] === true,
    choices: Number(json["n"] ?? 1),
    facts: factsOf(json, body.length, header(request, "x-session-id")),
    patienceMs: patienceOf(request),
  };
}

/** The clients of OpenAI tell their own limit in seconds. */
function patienceOf(request: FastifyRequest): number | undefined {
  const milliseconds = Number(header(request, "x-plinth-timeout-ms"));
  if (milliseconds > 0) return milliseconds;
  const seconds = Number(header(request, "x-stainless-timeout"));
  return seconds > 0 ? seconds * 1000 : undefined;
}

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "string" ? value : undefined;
}

/** Says in headers and in the log who answered, and what was tried before. */
function explain(
  request: FastifyRequest,
  reply: FastifyReply,
  { model, target, decision }: Dispatched,
  startedAt: number,
): void {
  const { attempts, fallbacks, strategy } = decision;
  const overheadMs = performance.now() - startedAt - attempts.reduce((sum, { ms }) => sum + ms, 0);
  reply.headers({
    "x-plinth-model": model,
    "x-plinth-attempts": String(attempts.length),
    "x-plinth-strategy": strategy,
    "x-plinth-overhead-ms": Math.max(0, overheadMs).toFixed(2),
    ...(target !== undefined && { "x-plinth-target": target.id }),
    ...(fallbacks.length > 0 && { "x-plinth-fallbacks": fallbacks.join(", ") }),
  });
  request.routing = { model, target: target?.id ?? "none", attempts, fallbacks };
}

/** What one answer is counted as. */
class Account {
  readonly #metrics: Metrics;
  readonly #operation: string;
  readonly #target: Target | undefined;
  readonly #labels: Labels;
  readonly #startedAt: number;
  #usage: Usage | undefined;
  #events = 0;
  #firstAt = 0;

  constructor(
    metrics: Metrics,
    operation: string,
    { model, target, decision }: Dispatched,
    startedAt: number,
  ) {
    this.#metrics = metrics;
    this.#operation = operation;
    this.#target = target;
    this.#labels = { model, target: target?.id ?? "none" };
    this.#startedAt = startedAt;
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
    if (this.#usage === undefined) return;
    const { promptTokens, answerTokens } = this.#usage;
    const { input = 0, output = 0 } = this.#target?.entry.price ?? {};
    this.#metrics.used(this.#labels, this.#usage, (promptTokens * input + answerTokens * output) / 1e6);
  }

  #seconds(): number {
    return (performance.now() - this.#startedAt) / 1000;
  }
}
