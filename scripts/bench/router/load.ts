/** Asks one gateway for a while, a process of its own: `load.ts <JSON of Load>`; prints the JSON of what it saw. */

import { connect } from "node:net";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { bodyOf, MessageReader, microseconds, paces, PIECES, requestOf } from "./wire";
import type { Model } from "./wire";

/** What is asked. */
export interface Load {
  readonly port: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly model: Model;
  readonly stream: boolean;
  /** Connections, each with one request at a time. */
  readonly concurrency: number;
  /** For how long new requests are sent once all connections are in use, in seconds. */
  readonly seconds: number;
  /** Ends sooner, after so many requests. @default Infinity */
  readonly requests?: number;
}

/** What was seen; times in milliseconds. */
export interface Seen {
  readonly requests: number;
  readonly seconds: number;
  readonly p50: number;
  readonly p99: number;
  /** Until the first byte of the body. */
  readonly first50: number;
  /** From a piece's leaving the upstream to its coming, once all connections are in use; null without streams. */
  readonly delay50: number | null;
  readonly delay99: number | null;
}

const load = JSON.parse(process.argv[2] ?? "") as Load;
const request = requestOf(bodyOf(load.model, load.stream), load.headers);
const times: number[] = [];
const firsts: number[] = [];
const delays: number[] = [];
const begun = performance.now();
/**
 * Streams begin at random within the time that one lasts, and so do those that follow: all at once would be a queue, and
 * so would be beats that coincide.
 */
const rampMs = load.stream ? paces[load.model] * PIECES : 0;
const endsAt = begun + rampMs + load.seconds * 1000;
let sent = 0;

/** @throws Error where an answer is not the upstream's. */
function check(firstLine: string, body: string): void {
  if (!firstLine.includes(" 200 ")) throw new Error(`${firstLine}: ${body.slice(0, 500)}`);
  const sign = load.stream ? "[DONE]" : "It is this one.";
  if (!body.includes(sign)) throw new Error(`The answer has no ${sign}: ${body.slice(-500)}`);
}

/** One connection, until the time is over. */
function run(socket: Socket): Promise<void> {
  socket.setNoDelay(true);
  const reader = new MessageReader();
  let sentAt = 0;
  let firstAt = 0;
  let body = "";
  return new Promise((resolve, reject) => {
    const next = (): void => {
      if (performance.now() >= endsAt || sent >= (load.requests ?? Infinity)) {
        socket.end();
        resolve();
        return;
      }
      sent++;
      firstAt = 0;
      body = "";
      sentAt = performance.now();
      socket.write(request);
    };
    const take = (bytes: Buffer): void => {
      const now = microseconds();
      const read = reader.read(bytes);
      if (read === undefined) return;
      if (firstAt === 0 && read.body.length > 0) firstAt = performance.now();
      const text = read.body.toString("latin1");
      if (load.stream && performance.now() > begun + rampMs)
        for (const [, at] of text.matchAll(/@(\d+);/g)) delays.push((now - Number(at)) / 1000);
      body += text;
      if (!read.whole) return;
      check(reader.firstLine, body);
      times.push(performance.now() - sentAt);
      firsts.push(firstAt - sentAt);
      next();
    };
    socket.on("data", (bytes) => {
      try {
        take(bytes);
      } catch (error) {
        socket.destroy(error instanceof Error ? error : new Error(String(error)));
      }
    });
    socket.once("error", reject);
    socket.once("close", () =>
      reject(new Error("The gateway closed a connection in the middle of an answer.")),
    );
    socket.once("connect", next);
  });
}

function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

async function main(): Promise<void> {
  const connections = Array.from({ length: load.concurrency }, async () => {
    if (rampMs > 0) await sleep(rampMs * Math.random());
    await run(connect(load.port, "127.0.0.1"));
  });
  await Promise.all(connections);
  const seen: Seen = {
    requests: times.length,
    seconds: (performance.now() - begun) / 1000,
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
    first50: quantile(firsts, 0.5),
    delay50: load.stream ? quantile(delays, 0.5) : null,
    delay99: load.stream ? quantile(delays, 0.99) : null,
  };
  console.log(JSON.stringify(seen));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
