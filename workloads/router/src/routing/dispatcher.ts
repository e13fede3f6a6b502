import { setTimeout as sleep } from "node:timers/promises";

import { RouterError } from "../errors.ts";
import type { Registry, Resolved } from "../registry/registry.ts";

import { ask, askWithHedge } from "./attempt.ts";
import { backoffMs } from "./backoff.ts";
import { fit, noneFits } from "./fit.ts";
import { retryAfterMs, verdictOn } from "./outcome.ts";
import type { Outcome, Verdict } from "./outcome.ts";
import type { Attempt, Dispatched, ModelRequest } from "./request.ts";
import { inOrder } from "./strategies.ts";
import type { Target } from "./target.ts";

/** A timer may fire this much before its time, when a breaker that is held for as long is still open. */
const TIMER_MS = 2;

/** What one model came to. */
interface Result {
  readonly outcome: Outcome;
  readonly verdict: Verdict;
  readonly target: Target | undefined;
}

/** One request on its way through models and targets. */
class Journey {
  readonly attempts: Attempt[] = [];
  readonly fallbacks: string[] = [];
  readonly #request: ModelRequest;
  readonly #registry: Registry;
  readonly #endsAt: number;

  constructor(registry: Registry, request: ModelRequest, patienceMs: number) {
    this.#registry = registry;
    this.#request = request;
    this.#endsAt = performance.now() + patienceMs;
  }

  get leftMs(): number {
    return this.#endsAt - performance.now();
  }

  /** Asks the model, then those that it falls back to for the reason that it failed. */
  async run(first: Resolved): Promise<Dispatched> {
    const asked = new Set([first.model.name]);
    const waiting: Resolved[] = [];
    let resolved: Resolved | undefined = first;
    let last: Result | undefined;
    let model = first.model.name;
    while (resolved !== undefined) {
      model = resolved.model.name;
      last = await this.#askModel(resolved);
      if (last.verdict === "answer" || last.verdict === "final" || this.leftMs <= 0) break;
      waiting.push(...this.#fallbacksOf(resolved, last.verdict, asked));
      resolved = waiting.shift();
      if (resolved !== undefined) this.fallbacks.push(resolved.model.name);
    }
    const { outcome, target } = last as Result;
    const { attempts, fallbacks } = this;
    const decision = { strategy: first.model.entry.routing_strategy, attempts, fallbacks };
    return { outcome, target, model, decision };
  }

  #fallbacksOf({ model }: Resolved, verdict: Verdict, asked: Set<string>): Resolved[] {
    const { entry } = model;
    const names = {
      retry: entry.fallbacks,
      unsupported: entry.fallbacks,
      context: entry.context_window_fallbacks,
      policy: entry.content_policy_fallbacks,
      answer: [],
      final: [],
    }[verdict];
    const fresh = names.map((name) => this.#registry.resolve(name));
    return fresh.filter((other) => !asked.has(other.model.name) && asked.add(other.model.name));
  }

  /** Asks targets in turn; each once, then those again that may have recovered. */
  async #askModel(resolved: Resolved): Promise<Result> {
    const { entry, targets, name } = resolved.model;
    const fitting = fit(targets, this.#request.facts);
    if (fitting.length === 0) {
      const outcome = noneFits(this.#registry, resolved.model, this.#request.facts);
      return {
        outcome,
        verdict: outcome.code === "context_length_exceeded" ? "context" : "final",
        target: undefined,
      };
    }
    let able = fitting;
    let tried: readonly Target[] = [];
    let last: Result | undefined;
    for (let attempts = 0, round = 0; attempts <= entry.num_retries;) {
      const healthy = able.filter((target) => target.breaker.lets && !tried.includes(target));
      const [target, second] = inOrder(healthy, entry.routing_strategy, this.#request.facts);
      if (target === undefined) {
        if (able.length === 0 && last !== undefined) break;
        // Those that could say it are left alone for now.
        if (last === undefined || last.verdict === "unsupported") return noneHealthy(name);
        const wait = backoffMs(round++, askedBy(last));
        // A wait that ends after the client's patience is a wait for nothing.
        if (wait >= this.leftMs) break;
        await sleep(wait + TIMER_MS, undefined, { signal: this.#request.signal }).catch(() => undefined);
        if (this.#request.signal.aborted) break;
        tried = [];
        if (!able.some(({ breaker }) => breaker.lets)) break;
        continue;
      }
      const result = await this.#askTarget(resolved, target, second);
      if (result.verdict === "unsupported") {
        // Nobody was asked. What failed before may pass, and says more than that this one cannot.
        const unable = result.target ?? target;
        able = able.filter((each) => each !== unable);
        last ??= result;
        continue;
      }
      attempts += 1;
      tried = [...tried, target];
      last = result;
      if (last.verdict !== "retry" || this.leftMs <= 0) break;
    }
    return last as Result;
  }

  async #askTarget(resolved: Resolved, target: Target, second: Target | undefined): Promise<Result> {
    const { entry, name } = resolved.model;
    const args = {
      request: this.#request,
      star: resolved.star,
      leftMs: this.leftMs,
      firstByteMs: entry.stream_timeout === undefined ? undefined : entry.stream_timeout * 1000,
      note: (asked: Target, result: string, ms: number): void => {
        this.attempts.push({ model: name, target: asked.id, result, ms });
      },
    };
    const hedgeMs = entry.hedge_after === undefined ? undefined : entry.hedge_after * 1000;
    const reply =
      hedgeMs === undefined || second === undefined
        ? await ask(target, args)
        : await askWithHedge(target, second, hedgeMs, args);
    return { ...reply, verdict: verdictOn(reply.outcome) };
  }
}

/**
 * Finds an answer for a request: targets in the order of the model's strategy, again after a while where the failure
 * may pass, then the models that it falls back to. Once an answer has begun nobody else is asked.
 *
 * @throws RouterError model_not_found
 */
export function dispatch(registry: Registry, request: ModelRequest): Promise<Dispatched> {
  const resolved = registry.resolve(request.name);
  const limitMs = resolved.model.entry.timeout * 1000;
  const patienceMs = Math.min(limitMs, request.patienceMs ?? limitMs);
  return new Journey(registry, request, patienceMs).run(resolved);
}

function askedBy({ outcome }: Result): number | undefined {
  return retryAfterMs(outcome);
}

function noneHealthy(name: string): Result {
  const what = `Every target of '${name}' failed lately and is left alone for its cool-down time.`;
  return { outcome: new RouterError("no_healthy_target", what), verdict: "retry", target: undefined };
}
