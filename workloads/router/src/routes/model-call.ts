import type { FastifyReply, FastifyRequest } from "fastify";

import type { Operation } from "../backends/backend.ts";
import type { AnswerCache, CachedAnswer } from "../cache/answer-cache.ts";
import { RouterError } from "../errors.ts";
import { tell } from "../http/answer-head.ts";
import { sendComplete } from "../http/complete-answer.ts";
import { sendEvents } from "../http/event-writer.ts";
import type { HeaderMap } from "../http/headers.ts";
import { checkModel } from "../keys/access.ts";
import type { OpenCalls } from "../http/open-calls.ts";
import type { InboundFormat, Json } from "../inbound/inbound-format.ts";
import type { Limits } from "../limits/limits.ts";
import type { Metrics } from "../observability/metrics.ts";
import { logPrompt } from "../observability/prompt-log.ts";
import type { RegistryHolder } from "../registry/loader.ts";
import type { CallFacts, Tracing } from "../tracing/tracing.ts";
import { factsOf } from "../routing/facts.ts";
import { waitedMs } from "../routing/request.ts";
import type { ModelRequest } from "../routing/request.ts";

import { Account } from "./account.ts";
import { plainView, translatedView } from "./client-view.ts";
import type { ClientView } from "./client-view.ts";

/** What the routes to models ask. */
export interface ModelCallDeps {
  readonly registry: RegistryHolder;
  readonly calls: OpenCalls;
  readonly metrics: Metrics;
  /** What keys may use; undefined where clients need none. */
  readonly limits: Limits | undefined;
  readonly cache: AnswerCache;
  readonly tracing: Tracing;
  /** Whether the log gets what clients ask. */
  readonly logPrompts: boolean;
  /** How long a client may take nothing of its stream, in milliseconds. */
  readonly clientStallMs: number;
}

/**
 * Answers a request for a model: the answer itself decides whether it is a stream.
 * @param format how the client speaks. @default OpenAI's format of this operation
 */
export async function answerModelCall(
  deps: ModelCallDeps,
  operation: Operation,
  request: FastifyRequest,
  reply: FastifyReply,
  format?: InboundFormat,
): Promise<FastifyReply> {
  const startedAt = performance.now();
  const view = format === undefined ? plainView(request) : translatedView(request, format);
  const trace = deps.tracing.begin(operation, view.json["model"] as string, request, reply.elapsedTime);
  const asked = { ...requestOf(deps, operation, request, reply, view), trace };
  if (deps.logPrompts) logPrompt(request.log, view.body);
  try {
    return await answerAsked(deps, asked, request, reply, view, startedAt);
  } catch (error) {
    trace?.failed(error instanceof RouterError ? error : undefined);
    throw error;
  }
}

async function answerAsked(
  deps: ModelCallDeps,
  asked: ModelRequest,
  request: FastifyRequest,
  reply: FastifyReply,
  view: ClientView,
  startedAt: number,
): Promise<FastifyReply> {
  checkModel(request, asked.name);
  const { owner } = request;
  const use = await deps.cache.look(deps.registry.current, asked, owner?.tenant ?? null);
  const facts = use.isHit ? { ...asked.facts, promptTokens: 0, answerTokens: 0 } : asked.facts;
  const admission = owner === null ? undefined : await deps.limits?.admit(owner, facts, request);
  const answer = await use.answer();
  const account = new Account(deps.metrics, asked, answer, startedAt, admission);
  explain(request, answer, startedAt);
  asked.trace?.decided(callFacts(answer));
  const given = answer.dispatched.outcome;
  if (given instanceof RouterError) {
    account.over(given.code);
    throw given;
  }
  const headers = admission?.headers(given.headers) ?? given.headers;
  const outcome = { ...(asked.trace?.answered(given) ?? given), headers };
  if (outcome.kind === "complete") {
    account.complete(outcome);
    return sendComplete(reply, view.complete(outcome));
  }
  const watched = account.watch(outcome, view.wantsUsage);
  sendEvents(request, reply, view.stream(watched), deps.clientStallMs);
  return reply;
}

function requestOf(
  { calls }: ModelCallDeps,
  operation: Operation,
  request: FastifyRequest,
  reply: FastifyReply,
  { json, body, headers, broken, translated }: ClientView,
): ModelRequest {
  const signal = calls.signalFor(reply);
  return {
    operation,
    requestId: request.id,
    headers,
    signal: broken === undefined ? signal : AbortSignal.any([signal, broken]),
    name: json["model"] as string,
    body,
    json,
    translated,
    stream: json["stream"] === true && operation !== "embeddings",
    choices: choicesOf(operation, json),
    facts: factsOf(json, body.length, header(request, "x-session-id")),
    patienceMs: patienceOf(request),
  };
}

/** `n` for each prompt: completions take several, as texts or as lists of tokens. */
function choicesOf(operation: Operation, json: Json): number {
  const each = Number(json["n"] ?? 1);
  const prompt = json["prompt"];
  if (operation !== "completions" || !Array.isArray(prompt)) return each;
  return typeof prompt[0] === "number" ? each : each * prompt.length;
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

/** What a call's span says of the decision. */
function callFacts({ dispatched, result }: CachedAnswer): CallFacts {
  const { model, target, decision } = dispatched;
  const attempts = decision.attempts.length;
  return { model, target: target?.id, kind: target?.kind, attempts, cache: result };
}

/** Says in headers and in the log who answered, and what was tried before. */
function explain(
  request: FastifyRequest,
  { dispatched, result, ageSeconds }: CachedAnswer,
  startedAt: number,
): void {
  const { model, target, decision } = dispatched;
  const { attempts, fallbacks, strategy } = decision;
  const overheadMs = performance.now() - startedAt - waitedMs(decision);
  const headers: HeaderMap = {
    "x-plinth-model": model,
    "x-plinth-attempts": String(attempts.length),
    "x-plinth-strategy": strategy,
    "x-plinth-overhead-ms": Math.max(0, overheadMs).toFixed(2),
  };
  if (target !== undefined) headers["x-plinth-target"] = target.id;
  if (result !== undefined) headers["x-plinth-cache"] = result;
  if (ageSeconds !== undefined) headers["age"] = String(ageSeconds);
  if (fallbacks.length > 0) headers["x-plinth-fallbacks"] = fallbacks.join(", ");
  tell(request, headers);
  request.routing = { model, target: target?.id ?? "none", attempts, fallbacks, cache: result };
}
