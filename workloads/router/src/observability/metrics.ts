import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry as PromRegistry } from "prom-client";

import type { Registry } from "../registry/registry.ts";
import type { BreakerState } from "../routing/breaker.ts";
import type { Attempt } from "../routing/request.ts";
import type { Usage } from "../streaming/usage.ts";

import { Tally } from "./tally.ts";

/** Seconds; from a token of a small model on the same machine to a long answer of a large one. */
const LATENCY_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];
const TOKEN_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];
const BREAKER_VALUES: Readonly<Record<BreakerState, number>> = { closed: 0, "half-open": 1, open: 2 };

/** Names of a model and a target: from the registry only, so that no client can make new series. */
export interface Labels {
  readonly model: string;
  /** `<backend>/<model>`; `none` where nobody was asked. */
  readonly target: string;
}

/** What the router counts, in Prometheus' format. No label and no value holds a prompt, a key or a client's text. */
export class Metrics {
  readonly registry = new PromRegistry();
  readonly #requests = this.#tally("requests_total", "Requests for a model, by how they ended.", [
    "operation",
    "model",
    "target",
    "outcome",
  ]);
  readonly #attempts = this.#tally("attempts_total", "Questions to targets, by their result.", [
    "model",
    "target",
    "result",
  ]);
  readonly #fallbacks = this.#counter("fallbacks_total", "Requests that went on to another model.", [
    "model",
  ]);
  readonly #tokens = this.#tally("tokens_total", "Tokens, as backends count them.", [
    "model",
    "target",
    "kind",
  ]);
  readonly #cost = this.#tally("cost_dollars_total", "Cost by the registry's prices, in US dollars.", [
    "model",
    "target",
  ]);
  readonly #duration = this.#histogram(
    "request_duration_seconds",
    "Until the end of an answer.",
    LATENCY_BUCKETS,
  );
  readonly #firstToken = this.#histogram(
    "time_to_first_token_seconds",
    "From a request's arrival to the first event of its stream.",
    LATENCY_BUCKETS,
  );
  readonly #interToken = this.#histogram(
    "inter_token_seconds",
    "Between the events of a stream, its mean.",
    TOKEN_BUCKETS,
  );
  readonly #overhead = this.#histogram(
    "overhead_seconds",
    "From a request's arrival to its answer's beginning, without the time that targets took.",
    [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1, 5],
  );

  readonly #reloads = this.#counter(
    "reloads_total",
    "Times that files were read again, by whether that went well.",
    ["result"],
  );
  readonly #reloadOk = this.#gauge(
    "reload_last_ok",
    "0 while files say something else than what is in force, since they could not be read again.",
    "min",
    [],
  );

  /** @param registry the one in force, for what is read at each scrape */
  constructor(registry: () => Registry) {
    collectDefaultMetrics({ register: this.registry });
    for (const result of ["ok", "failed"]) this.#reloads.inc({ result }, 0);
    this.#reloadOk.set(1);
    this.#gauges(registry);
  }

  reloaded(well: boolean): void {
    this.#reloads.inc({ result: well ? "ok" : "failed" });
    this.#reloadOk.set(well ? 1 : 0);
  }

  attempted({ model, target, result }: Attempt): void {
    this.#attempts.add(1, model, target, result);
  }

  fellBack(model: string, times: number): void {
    if (times > 0) this.#fallbacks.inc({ model }, times);
  }

  /** @param outcome `ok`, an HTTP status, or the code of an error */
  ended(labels: Labels, operation: string, outcome: string, seconds: number): void {
    this.#requests.add(1, operation, labels.model, labels.target, outcome);
    this.#duration.observe(labels as unknown as Record<string, string>, seconds);
  }

  began(labels: Labels, overheadSeconds: number): void {
    this.#overhead.observe(labels as unknown as Record<string, string>, overheadSeconds);
  }

  firstToken(labels: Labels, seconds: number): void {
    this.#firstToken.observe(labels as unknown as Record<string, string>, seconds);
  }

  /** @param meanSeconds between two events */
  streamed(labels: Labels, meanSeconds: number): void {
    this.#interToken.observe(labels as unknown as Record<string, string>, meanSeconds);
  }

  used({ model, target }: Labels, usage: Usage, dollars: number): void {
    this.#tokens.add(usage.promptTokens, model, target, "prompt");
    this.#tokens.add(usage.answerTokens, model, target, "answer");
    if (dollars > 0) this.#cost.add(dollars, model, target);
  }

  /** @param up whether Redis answers, asked at each scrape */
  watchRedis(up: () => boolean): void {
    const name = "plinth_router_redis_up";
    const help =
      "1 while Redis answers; while it does not, limits hold for each router alone, and no answers are kept.";
    const gauge = new Gauge({ name, help, aggregator: "min", registers: [this.registry] });
    Object.assign(gauge, { collect: () => gauge.set(up() ? 1 : 0) });
  }

  #gauges(registry: () => Registry): void {
    const inFlight = this.#gauge("in_flight", "Requests that a target has not finished.", "sum");
    const breaker = this.#gauge("breaker_state", "0 closed, 1 half-open, 2 open.", "max");
    const read = (
      gauge: Gauge,
      value: (target: Registry["models"][number]["targets"][number]) => number,
    ): void => {
      gauge.reset();
      for (const { name, targets } of registry().models)
        for (const target of targets) gauge.set({ model: name, target: target.id }, value(target));
    };
    Object.assign(inFlight, { collect: () => read(inFlight, (target) => target.inFlight) });
    Object.assign(breaker, {
      collect: () => read(breaker, (target) => BREAKER_VALUES[target.breaker.state]),
    });
  }

  /** For what each request counts. */
  #tally(name: string, help: string, labelNames: string[]): Tally {
    return new Tally({ name: `plinth_router_${name}`, help, labelNames, registers: [this.registry] });
  }

  #counter(name: string, help: string, labelNames: string[]): Counter {
    return new Counter({ name: `plinth_router_${name}`, help, labelNames, registers: [this.registry] });
  }

  /** @param aggregator what the values of several workers make together */
  #gauge(
    name: string,
    help: string,
    aggregator: "sum" | "max" | "min",
    labelNames = ["model", "target"],
  ): Gauge {
    return new Gauge({
      name: `plinth_router_${name}`,
      help,
      labelNames,
      aggregator,
      registers: [this.registry],
    });
  }

  #histogram(name: string, help: string, buckets: number[]): Histogram {
    const labelNames = ["model", "target"];
    return new Histogram({
      name: `plinth_router_${name}`,
      help,
      labelNames,
      buckets,
      registers: [this.registry],
    });
  }
}
