import cluster from "node:cluster";

import { AggregatorRegistry } from "prom-client";
import type { Registry } from "prom-client";

import { isOurs } from "./messages.ts";
import type { ToPrimary, ToWorker } from "./messages.ts";

/** What a process is told from outside. */
export interface Orders {
  /** Stops; once more ends the wait for open requests. */
  readonly stop: (signal: NodeJS.Signals) => void;
  readonly reload: () => void;
}

const STOPS = ["SIGTERM", "SIGINT"] as const;

/** Takes orders: by signals, and in a worker by what the primary process says. */
export function takeOrders({ stop, reload }: Orders): void {
  if (!cluster.isWorker) {
    for (const signal of STOPS) process.on(signal, stop);
    process.on("SIGHUP", reload);
    return;
  }
  // A terminal and systemd send signals to each process: heard twice, they would end the wait for open requests.
  for (const signal of [...STOPS, "SIGHUP"] as const) process.on(signal, () => undefined);
  let stops = 0;
  process.on("message", (message: unknown) => {
    if (!isOurs<ToWorker>(message)) return;
    // The same order may come twice to one that had just begun to listen: it is no second signal.
    if (message.plinth === "stop") for (; stops < message.times; stops++) stop(message.signal);
    else if (message.plinth === "reload") reload();
  });
}

/** Leaves the primary process, whose channel else keeps this one alive; its exit status stays its own. */
export function leave(): void {
  if (cluster.worker?.isConnected() === true) cluster.worker.disconnect();
}

/**
 * Gives the metrics of the whole router: this process's own, or those of all workers together.
 * @returns undefined where a worker did not tell its own in time
 */
export function metricsOfAll(own: Registry): () => Promise<string | undefined> {
  if (!cluster.isWorker) return () => own.metrics();
  AggregatorRegistry.setRegistries([own]);
  // Made for what it does: it answers the primary process when that asks for metrics.
  new AggregatorRegistry();
  const waiting = new Map<number, (text: string | undefined) => void>();
  let asked = 0;
  process.on("message", (message: unknown) => {
    if (!isOurs<ToWorker>(message) || message.plinth !== "metrics") return;
    waiting.get(message.id)?.(message.text);
    waiting.delete(message.id);
  });
  return () =>
    new Promise((resolve) => {
      const question: ToPrimary = { plinth: "metrics", id: asked++ };
      waiting.set(question.id, resolve);
      process.send?.(question);
    });
}
