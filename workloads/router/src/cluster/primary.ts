import cluster from "node:cluster";
import type { Worker } from "node:cluster";
import { hostname } from "node:os";

import { AggregatorRegistry } from "prom-client";

import type { RouterConfig } from "../config.ts";

import { isOurs } from "./messages.ts";
import type { ToPrimary, ToWorker } from "./messages.ts";

const FAILED = 1;
/** A worker that ends sooner, or before it listens, is taken to have had no chance, in milliseconds. */
const AT_ONCE_MS = 10_000;
/** Workers that ended at once, one after the other, after which no other is started. */
const MOST_AT_ONCE = 5;
/** Until another worker is started: doubled each time that one ends at once, up to the longest, in milliseconds. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 30_000;
/** Levels of pino, which the workers' lines have too. */
const LEVELS = { info: 30, warn: 40, error: 50 } as const;

/** What the primary process needs to know. */
export type PrimaryConfig = Pick<RouterConfig, "workers" | "auth" | "redis">;

/**
 * Starts workers that answer requests on one port, and sees to them: starts another for one that dies, hands signals
 * on, and puts their metrics together. Requests do not pass through here.
 */
export class Primary {
  readonly #config: PrimaryConfig;
  readonly #startedAt = new Map<number, number>();
  /** Workers that listen. */
  readonly #ready = new Set<number>();
  readonly #pauses = new Set<NodeJS.Timeout>();
  #hasListened = false;
  #stopping: NodeJS.Signals | undefined;
  /** How often the router was told to stop. */
  #stops = 0;
  #atOnce = 0;

  constructor(config: PrimaryConfig) {
    this.#config = config;
  }

  /** Starts one worker, and the others once it listens: what keeps one from starting is then told once. */
  run(): void {
    // Made for what it does: it hears what workers tell of their metrics.
    const metrics = new AggregatorRegistry();
    cluster.on("listening", (worker) => this.#listens(worker));
    cluster.on("exit", (worker, code, signal: string | null) => this.#ended(worker, code, signal));
    cluster.on("message", (worker, message: unknown) => {
      if (isOurs<ToPrimary>(message)) void answerMetrics(metrics, worker, message);
    });
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => this.#stop(signal));
    process.on("SIGHUP", () => this.#tellAll({ plinth: "reload" }));
    this.#fork();
  }

  #fork(): void {
    this.#startedAt.set(cluster.fork().id, performance.now());
  }

  #listens(worker: Worker): void {
    this.#ready.add(worker.id);
    // It may not have heard while it started.
    if (this.#stopping !== undefined) return tell(worker, this.#stopOrder(this.#stopping));
    if (this.#hasListened) return;
    this.#hasListened = true;
    const { workers, auth, redis } = this.#config;
    if (auth === "keys" && redis === undefined)
      say("warn", { workers }, "without Redis each worker counts what keys use for itself");
    for (let more = 1; more < workers; more++) this.#fork();
  }

  #ended({ id, process: { pid } }: Worker, code: number, signal: string | null): void {
    const livedMs = performance.now() - (this.#startedAt.get(id) ?? 0);
    this.#startedAt.delete(id);
    const hadNoChance = !this.#ready.delete(id) || livedMs < AT_ONCE_MS;
    if (this.#stopping !== undefined) return;
    // It said why on its own: a mistake in the configuration, or a port that is taken.
    if (!this.#hasListened) {
      process.exitCode = code === 0 ? FAILED : code;
      return;
    }
    this.#atOnce = hadNoChance ? this.#atOnce + 1 : 0;
    if (this.#atOnce >= MOST_AT_ONCE && this.#ready.size === 0) return this.#giveUp();
    const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#atOnce);
    say("warn", { worker: pid, code, signal, pauseMs }, "a worker ended, and another takes its place");
    const pause = setTimeout(() => {
      this.#pauses.delete(pause);
      this.#fork();
    }, pauseMs);
    this.#pauses.add(pause);
  }

  #giveUp(): void {
    const what = `no worker is left, and the last ${MOST_AT_ONCE} ended before they listened or within ${AT_ONCE_MS / 1000} s of their start; the lines before say why. The router ends.`;
    say("error", {}, what);
    process.exit(FAILED);
  }

  #stop(signal: NodeJS.Signals): void {
    if (this.#stopping === undefined)
      say("info", { signal, workers: this.#startedAt.size }, "stopping all workers");
    this.#stopping = signal;
    this.#stops += 1;
    for (const pause of this.#pauses) clearTimeout(pause);
    this.#tellAll(this.#stopOrder(signal));
  }

  #stopOrder(signal: NodeJS.Signals): ToWorker {
    return { plinth: "stop", signal, times: this.#stops };
  }

  #tellAll(message: ToWorker): void {
    for (const worker of Object.values(cluster.workers ?? {})) tell(worker, message);
  }
}

function tell(worker: Worker | undefined, message: ToWorker): void {
  // One that is just ending has closed its channel.
  if (worker?.isConnected() === true) worker.send(message);
}

async function answerMetrics(
  all: { clusterMetrics(): Promise<string> },
  worker: Worker,
  { id }: ToPrimary,
): Promise<void> {
  const text = await all.clusterMetrics().catch(() => undefined);
  tell(worker, { plinth: "metrics", id, text });
}

/** One line of the log, in the form of the workers'. */
function say(level: keyof typeof LEVELS, fields: object, msg: string): void {
  const head = { level: LEVELS[level], time: Date.now(), pid: process.pid, hostname: hostname() };
  process.stdout.write(`${JSON.stringify({ ...head, ...fields, msg })}\n`);
}
