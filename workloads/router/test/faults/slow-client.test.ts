import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { beginStream, chunk, DONE, FakeUpstream } from "../helpers/fake-upstream.ts";
import { listening, startRouter } from "../helpers/process.ts";
import type { RouterProcess } from "../helpers/process.ts";
import { CHAT } from "../helpers/router.ts";

const MIB = 1024 * 1024;
const CLIENTS = 8;
const EVENT = chunk("x".repeat(16 * 1024));
const EVENTS = 8000;
/** What the backend would send if nobody held it back. The kernel's own buffers take some ten MiB for each client. */
const ALL_BYTES = CLIENTS * EVENTS * EVENT.length;

describe("faults, clients that read slowly", function () {
  // A gibibyte is offered, and a process started.
  this.timeout(60_000);

  let folder: string;
  let upstream: FakeUpstream;
  let router: RouterProcess;
  let base: string;
  let taken: number;
  const agent = new Agent();
  beforeEach(async () => {
    taken = 0;
    upstream = await FakeUpstream.start(async (response) => {
      beginStream(response);
      for (let i = 0; i < EVENTS && !response.destroyed; i++) await offer(response, EVENT);
      response.end(chunk("", "stop") + DONE);
    });
    folder = mkdtempSync(join(tmpdir(), "router-faults-"));
    const file = join(folder, "registry.yaml");
    const targets = [{ backend: "one", model: "tiny" }];
    const models = { tiny: { targets }, kept: { targets, cache_ttl: 60 } };
    const backends = { one: { kind: "openai-compatible", url: upstream.url } };
    writeFileSync(file, JSON.stringify({ backends, models }));
    router = startRouter({ ROUTER_REGISTRY_FILE: file, ROUTER_PORT: "0" });
    base = await listening(router);
  });
  afterEach(async () => {
    agent.destroy();
    router.child.kill("SIGKILL");
    await router.exit;
    await upstream.stop();
    rmSync(folder, { recursive: true });
  });

  async function offer(response: ServerResponse, event: string): Promise<void> {
    taken += event.length;
    if (response.write(event)) return;
    const waiting = new AbortController();
    const { signal } = waiting;
    const events = [once(response, "drain", { signal }), once(response, "close", { signal })];
    await Promise.race(events);
    waiting.abort();
    await Promise.allSettled(events);
  }

  async function memory(): Promise<number> {
    const text = await (await fetch(`${base}/metrics`)).text();
    return Number(/^process_resident_memory_bytes (\d+)$/m.exec(text)?.[1]);
  }

  /** A client that takes an answer's head, and then nothing. */
  async function slowClient(model: string, seed: number): Promise<IncomingMessage> {
    const headers = { "content-type": "application/json" };
    const sent = request(`${base}/v1/chat/completions`, { method: "POST", agent, headers });
    sent.end(JSON.stringify({ ...CHAT, model, stream: true, seed }));
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    return response.pause();
  }

  /** Once the backend has not got rid of a byte for a while. */
  async function heldBack(): Promise<void> {
    for (let before = -1; before !== taken;) {
      before = taken;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }

  for (const [model, seeds, what] of [
    ["tiny", "one", "streams of their own"],
    ["kept", "many", "streams that may be kept"],
    ["kept", "one", "one stream that they share"],
  ] as const) {
    it(`holds the backend back, and not its answer in memory, for ${what}`, async () => {
      (await slowClient(model, -1)).destroy();
      const before = await memory();
      const clients = Array.from({ length: CLIENTS }, (_, i) => slowClient(model, seeds === "many" ? i : 0));
      const responses = await Promise.all(clients);
      await heldBack();
      const grown = (await memory()) - before;
      assert.ok(taken < ALL_BYTES / 4, `the backend got rid of ${taken / MIB} MiB`);
      assert.ok(grown < ALL_BYTES / 8, `${grown / MIB} MiB more`);
      // Whoever reads on gets all of it.
      const [first, ...others] = responses;
      for (const other of others) other.destroy();
      let [bytes, end] = [0, ""];
      for await (const piece of first as IncomingMessage) {
        bytes += (piece as Buffer).length;
        end = (end + String(piece)).slice(-DONE.length);
      }
      assert.deepEqual([bytes, end], [EVENTS * EVENT.length + (chunk("", "stop") + DONE).length, DONE]);
    });
  }
});
