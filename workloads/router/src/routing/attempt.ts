import type { Answer, ModelCall } from "../backends/backend.ts";
import { RouterError } from "../errors.ts";
import { ObservedSource } from "../streaming/observed-source.ts";

import { retryAfterMs, verdictOn } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";
import type { ModelRequest } from "./request.ts";
import type { Target } from "./target.ts";

/** What an attempt needs beside its target. */
export interface AttemptArgs {
  readonly request: ModelRequest;
  /** What the star of the model's name stood for. */
  readonly star: string;
  /** How long the client still waits, in milliseconds. */
  readonly leftMs: number;
  /** The model's own limit on the first event of a stream, in milliseconds. @default the backend's */
  readonly firstByteMs: number | undefined;
  /** Hears of every end. */
  readonly note: (target: Target, result: string, ms: number) => void;
}

/** What a target said. */
export interface Reply {
  readonly outcome: Outcome;
  readonly target: Target;
}

/**
 * Asks one target, and keeps account of it: what is in flight, how fast it answers, whether it fails.
 * @param signal ends the attempt. @default the request's
 */
export async function ask(
  target: Target,
  args: AttemptArgs,
  signal: AbortSignal = args.request.signal,
): Promise<Reply> {
  const startedAt = performance.now();
  target.inFlight += 1;
  target.breaker.begin();
  const call = callOf(target, args, signal);
  const trace = traceOf(target, args.request, call);
  let outcome: Outcome;
  try {
    outcome = await target.backend.call(
      trace === undefined ? call : { ...call, headers: trace.headers(call.headers) },
    );
  } catch (error) {
    if (!(error instanceof RouterError)) {
      trace?.failed(undefined);
      settle(target, undefined);
      throw error;
    }
    outcome = error;
  }
  const ms = performance.now() - startedAt;
  args.note(target, resultOf(outcome), ms);
  if (trace !== undefined) outcome = trace.answered(outcome);
  if (verdictOn(outcome) === "answer") target.noteLatency(ms);
  if (outcome instanceof RouterError || outcome.kind === "complete") settle(target, outcome);
  return { outcome: outcome instanceof RouterError ? outcome : untilItsEnd(outcome, target), target };
}

/**
 * Asks a second target as well when the first has not begun to answer after a while. The first good answer wins, and
 * the other attempt is ended.
 */
export async function askWithHedge(
  first: Target,
  second: Target,
  hedgeMs: number,
  args: AttemptArgs,
): Promise<Reply> {
  const losers = [new AbortController(), new AbortController()] as const;
  const [one, other] = losers.map(({ signal }) => AbortSignal.any([args.request.signal, signal])) as [
    AbortSignal,
    AbortSignal,
  ];
  const reply = ask(first, args, one);
  const early = await withinTime(reply, hedgeMs);
  if (early !== undefined) return early;
  const hedged = ask(second, args, other);
  const winner = await firstGood([reply, hedged]);
  const reason = new RouterError("hedge_lost", "Another target answered first.");
  losers[winner.target === first ? 1 : 0].abort(reason);
  void dropLoser(winner.target === first ? hedged : reply);
  return winner;
}

function callOf(
  target: Target,
  { request, star, leftMs, firstByteMs }: AttemptArgs,
  signal: AbortSignal,
): ModelCall {
  const limit = request.stream && firstByteMs !== undefined ? Math.min(firstByteMs, leftMs) : leftMs;
  return {
    ...request,
    signal,
    patienceMs: leftMs,
    model: target.entry.model.replace("*", () => star),
    firstByteMs: limit,
  };
}

function traceOf(target: Target, { trace, operation }: ModelRequest, { model }: ModelCall) {
  const { backend, kind, id } = target;
  return trace?.attempt({ operation, target: id, kind, origin: backend.origin, model });
}

function resultOf(outcome: Outcome): string {
  if (outcome instanceof RouterError) return outcome.code;
  return outcome.status < 400 ? "ok" : String(outcome.status);
}

/** An answer that streams is in flight until its last event, and only then is known to be whole. */
function untilItsEnd(answer: Answer, target: Target): Answer {
  if (answer.kind === "complete") return answer;
  const events = new ObservedSource(answer.events, {
    block: (block) => block,
    over: (error) => settle(target, error ?? answer),
  });
  return { ...answer, events };
}

function settle(target: Target, outcome: Outcome | undefined): void {
  target.inFlight -= 1;
  const { breaker } = target;
  if (outcome === undefined) return breaker.abandoned();
  const verdict = verdictOn(outcome);
  if (verdict === "retry") {
    breaker.failed();
    const asked = retryAfterMs(outcome);
    if (asked !== undefined) breaker.holdFor(asked);
    return undefined;
  }
  // A client that left, or a lost hedge, says nothing of the target; its own mistake shows a target that lives.
  if (outcome instanceof RouterError) return breaker.abandoned();
  return breaker.succeeded();
}

async function withinTime(reply: Promise<Reply>, milliseconds: number): Promise<Reply | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  return Promise.race([reply, late]).finally(() => clearTimeout(timer));
}

/** The first that is no failure; where all fail, the last. */
async function firstGood(replies: readonly Promise<Reply>[]): Promise<Reply> {
  const good = replies.map(async (reply) => {
    const { outcome, target } = await reply;
    const verdict = verdictOn(outcome);
    if (verdict === "retry" || verdict === "unsupported") throw new Error("a failure");
    return { outcome, target };
  });
  return Promise.any(good).catch(async () => (await Promise.all(replies)).at(-1) as Reply);
}

/** A stream that nobody reads is ended by its attempt's signal; its source must hear that it was dropped. */
async function dropLoser(reply: Promise<Reply>): Promise<void> {
  const { outcome } = await reply;
  if (outcome instanceof RouterError || outcome.kind === "complete") return;
  outcome.events.start({ write: () => undefined, end: () => undefined, fail: () => undefined });
}
