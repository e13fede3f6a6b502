import { RouterError } from "../errors.ts";
import type { RedisConnection } from "../redis/connection.ts";
import type { Model, Registry } from "../registry/registry.ts";
import { dispatch } from "../routing/dispatcher.ts";
import type { Dispatched, ModelRequest } from "../routing/request.ts";

import type { CacheMetrics, CacheResult, KeepResult } from "./cache-metrics.ts";
import { cacheKey, isDeterministic } from "./cache-key.ts";
import { Flight } from "./flight.ts";
import type { FlightBill } from "./flight.ts";
import { decode, encode, replay, worthKeeping } from "./kept-answer.ts";
import type { StreamTotal } from "./shared-stream.ts";
import { wishOf } from "./wish.ts";

/** An answer, and what the cache had to do with it. */
export interface CachedAnswer {
  readonly dispatched: Dispatched;
  /** Undefined where the model has no cache. */
  readonly result: CacheResult | undefined;
  /** For how long the answer was kept, in seconds; undefined where a backend gave it. */
  readonly ageSeconds?: number;
  /**
   * What is used on this client's account, where it asked for all who share the answer: all of it, also where it leaves
   * while others stay. @default what this client gets
   */
  readonly bill?: Promise<FlightBill>;
}

/** One request, once it is known whether its answer is kept. */
export interface CacheUse {
  /** Whether the answer is here: it costs no tokens. */
  readonly isHit: boolean;
  /** Gives the answer, or asks for it. Called once. */
  answer(): Promise<CachedAnswer>;
}

/** Where answers are kept, and for whom. */
export interface AnswerCacheArgs {
  readonly redis: RedisConnection | undefined;
  readonly metrics: CacheMetrics;
  /** Largest answer that is kept. */
  readonly limitBytes: number;
}

/** A request whose answer may be kept. */
interface Question {
  readonly registry: Registry;
  readonly model: Model;
  readonly request: ModelRequest;
  readonly key: string;
  readonly ttlMs: number;
}

/** Keeps answers in Redis, and asks once for what several ask at the same time. */
export class AnswerCache {
  readonly #args: AnswerCacheArgs;
  readonly #flights = new Map<string, Flight>();

  constructor(args: AnswerCacheArgs) {
    this.#args = args;
  }

  /**
   * Looks for an answer that is kept.
   * @param tenant whose answers may be given; null where clients have no keys
   * @throws RouterError model_not_found, invalid_value for a header that says nothing we know
   */
  async look(registry: Registry, request: ModelRequest, tenant: string | null): Promise<CacheUse> {
    const { model } = registry.resolve(request.name);
    const ttl = model.entry.cache_ttl;
    const wish = wishOf(request.headers);
    const ask = (): Promise<Dispatched> => dispatch(registry, request);
    if (ttl === undefined) return whenAsked(ask, undefined);
    if (wish === "off" || (wish === undefined && !isDeterministic(request.operation, request.json)))
      return this.#counted(model, whenAsked(ask, "bypass"));
    const key = cacheKey(tenant, model, request);
    const question: Question = { registry, model, request, key, ttlMs: ttl * 1000 };
    // What is asked anew is nobody else's, since others would take an older answer.
    if (wish === "refresh")
      return this.#counted(model, { isHit: false, answer: () => this.#alone(question, "refresh") });
    return this.#counted(model, await this.#find(question));
  }

  async #find(question: Question): Promise<CacheUse> {
    const bytes = await this.#args.redis?.bytes(question.key);
    const kept = bytes === undefined || bytes === null ? undefined : decode(bytes);
    const outcome = kept === undefined ? undefined : replay(kept);
    if (kept === undefined || outcome === undefined)
      return {
        isHit: false,
        answer: () => this.#fly(question, bytes === undefined ? "unavailable" : "miss"),
      };
    const dispatched = { ...unasked(question.model), outcome };
    const ageSeconds = Math.max(0, Math.floor((Date.now() - kept.keptAt) / 1000));
    return { isHit: true, answer: () => Promise.resolve({ dispatched, result: "hit", ageSeconds }) };
  }

  /** Goes with whoever asks the same now, or first. */
  async #fly(question: Question, otherwise: CacheResult): Promise<CachedAnswer> {
    const { key, model, request } = question;
    // Who waits longer must not get the error of one who would not.
    const name = `${key} ${request.patienceMs ?? "as long as the model allows"}`;
    const under = this.#flights.get(name);
    if (under?.isOpen !== true) {
      const flight = this.#launch(question);
      this.#flights.set(name, flight);
      void flight.over.then(() => this.#flights.get(name) === flight && this.#flights.delete(name));
      return { dispatched: await joined(flight, question), result: otherwise, bill: flight.bill };
    }
    const startedAt = performance.now();
    const { outcome, model: answering } = await joined(under, question);
    if (isGood(outcome)) {
      const { decision } = unasked(model);
      const waitedMs = performance.now() - startedAt;
      const dispatched = {
        outcome,
        model: answering,
        target: undefined,
        decision: { ...decision, waitedMs },
      };
      return { dispatched, result: "shared" };
    }
    // Another's failure is not this client's: it asks for itself.
    return this.#alone(question, otherwise);
  }

  async #alone(question: Question, result: CacheResult): Promise<CachedAnswer> {
    const flight = this.#launch(question);
    return { dispatched: await joined(flight, question), result, bill: flight.bill };
  }

  #launch(question: Question): Flight {
    const { registry, request } = question;
    const ask = (signal: AbortSignal): Promise<Dispatched> => dispatch(registry, { ...request, signal });
    return new Flight(ask, this.#args.limitBytes, async (dispatched, stream) => {
      this.#args.metrics.answered(question.model.name, await this.#keep(question, dispatched, stream));
    });
  }

  async #keep(question: Question, dispatched: Dispatched, stream?: StreamTotal): Promise<KeepResult> {
    const { redis, limitBytes } = this.#args;
    const { outcome } = dispatched;
    const whole = "kind" in outcome && outcome.kind === "complete" ? outcome.body.length : 0;
    if ((stream?.bytes ?? whole) > limitBytes) return "too_large";
    const kept = worthKeeping(dispatched, stream?.events);
    if (kept === undefined) return "not_whole";
    return (await redis?.keep(question.key, encode(kept), question.ttlMs)) === true ? "kept" : "unavailable";
  }

  #counted(model: Model, use: CacheUse): CacheUse {
    return {
      ...use,
      answer: async () => {
        const answer = await use.answer();
        if (answer.result !== undefined) this.#args.metrics.asked(model.name, answer.result);
        return answer;
      },
    };
  }
}

function whenAsked(ask: () => Promise<Dispatched>, result: CacheResult | undefined): CacheUse {
  return { isHit: false, answer: async () => ({ dispatched: await ask(), result }) };
}

/** What is said of an answer for which nobody was asked. */
function unasked({ name, entry }: Model): Omit<Dispatched, "outcome"> {
  const decision = { strategy: entry.routing_strategy, attempts: [], fallbacks: [] };
  return { target: undefined, model: name, decision };
}

function isGood(outcome: Dispatched["outcome"]): boolean {
  return "kind" in outcome && outcome.status < 400;
}

/** A client that leaves has its leaving as the outcome. */
async function joined(flight: Flight, { model, request }: Question): Promise<Dispatched> {
  try {
    return await flight.join(request.signal);
  } catch (error) {
    if (!(error instanceof RouterError)) throw error;
    return { ...unasked(model), outcome: error };
  }
}
