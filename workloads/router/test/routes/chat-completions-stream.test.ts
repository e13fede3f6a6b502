import assert from "node:assert/strict";
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

import { beginStream, chunk, DONE, FakeUpstream, sendJson } from "../helpers/fake-upstream.ts";
import { testRouter } from "../helpers/router.ts";
import type { TestRouter } from "../helpers/router.ts";
import { lastError, openStream, readAll, readStream } from "../helpers/streaming-client.ts";

const MIB = 1024 * 1024;

describe("routes/chat-completions, streaming", () => {
  let upstream: FakeUpstream;
  let router: TestRouter;
  let base: string;
  beforeEach(async () => {
    upstream = await FakeUpstream.start();
    await listenWith({});
  });
  afterEach(async () => {
    await stop();
    await upstream.stop();
  });

  async function listenWith(limits: Record<string, string>): Promise<void> {
    router = testRouter(upstream.url, limits);
    base = await router.listen();
  }

  async function stop(): Promise<void> {
    router.app.server.closeAllConnections();
    await router.app.close();
  }

  /** Puts a router with other limits in the place of the one with the defaults. */
  async function restartWith(limits: Record<string, string>): Promise<void> {
    await stop();
    await listenWith(limits);
  }

  /** The upstream's side of a stream that the test drives step by step. */
  function driven(): Promise<ServerResponse> {
    return new Promise((resolve) => {
      upstream.answer = (response) => {
        beginStream(response);
        response.write(chunk("a"));
        resolve(response);
      };
    });
  }

  it("hands on every byte, ends after [DONE], and says that nothing may collect events", async () => {
    const events = [": ping\n\n", chunk("a"), chunk("b"), chunk("", "stop"), DONE];
    upstream.answer = (response) => {
      beginStream(response);
      response.end(events.join(""));
    };
    const { response } = await openStream(base);
    assert.equal(response.headers["content-type"], "text/event-stream; charset=utf-8");
    assert.equal(response.headers["x-accel-buffering"], "no");
    assert.equal(response.headers["cache-control"], "no-cache, no-transform");
    assert.ok(response.headers["x-request-id"]);
    assert.equal(await readAll(response), events.join(""));
  });

  it("lets each event leave when it comes", async () => {
    const sent = driven();
    const { response } = await openStream(base);
    const upstreamSide = await sent;
    const [first] = (await once(response, "data")) as [Buffer];
    assert.equal(first.toString(), chunk("a"));
    for (const text of ["b", "c", "d"]) {
      // The next is written only when this one is here: a router that collects would never end this loop.
      upstreamSide.write(chunk(text));
      const [piece] = (await once(response, "data")) as [Buffer];
      assert.equal(piece.toString(), chunk(text));
    }
    upstreamSide.end(DONE);
    await readAll(response);
  });

  it("gives half an event no passage", async () => {
    const event = chunk("whole");
    const sent = driven();
    const { response } = await openStream(base);
    const upstreamSide = await sent;
    await once(response, "data");
    upstreamSide.write(event.slice(0, 20));
    await sleep(30);
    upstreamSide.write(event.slice(20));
    const [piece] = (await once(response, "data")) as [Buffer];
    assert.equal(piece.toString(), event);
    upstreamSide.end(DONE);
    await readAll(response);
  });

  it("adds [DONE] where the answer is whole without it", async () => {
    upstream.answer = (response) => {
      beginStream(response);
      response.end(chunk("a") + chunk("", "stop"));
    };
    assert.equal((await readStream(base)).text, chunk("a") + chunk("", "stop") + DONE);
  });

  it("does not wait for an upstream that stays open after [DONE]", async () => {
    upstream.answer = (response) => {
      beginStream(response);
      response.write(chunk("a") + DONE);
    };
    assert.equal((await readStream(base)).text, chunk("a") + DONE);
  });

  it("answers with a status, not a stream, until the upstream has begun its own", async () => {
    upstream.answer = (response) =>
      sendJson(response, 429, { error: { message: "slow down" } }, { "retry-after": "2" });
    const { response } = await openStream(base);
    assert.equal(response.statusCode, 429);
    assert.equal(response.headers["retry-after"], "2");
    assert.match(await readAll(response), /slow down/);
  });

  it("gives a first event that is an error its status", async () => {
    upstream.answer = (response) => {
      beginStream(response);
      response.end('data: {"error":{"message":"out of memory"}}\n\n');
    };
    const { status, text } = await readStream(base);
    assert.equal(status, 502);
    assert.match(text, /began with an error: out of memory/);
  });

  it("begins a stream whose first event is sound, though an error stands in the same chunk", async () => {
    const events = `${chunk("a")}data: {"error":{"message":"out of memory"}}\n\n`;
    upstream.answer = (response) => {
      beginStream(response);
      response.end(events);
    };
    assert.deepEqual(await readStream(base), { status: 200, text: events });
  });

  it("says 502 where the stream ends before its first event", async () => {
    upstream.answer = (response) => {
      beginStream(response);
      response.end();
    };
    const { status, text } = await readStream(base);
    assert.equal(status, 502);
    assert.match(text, /upstream_stream_cut/);
  });

  for (const [name, cut] of [
    ["ends", (response: ServerResponse) => void response.end(chunk("half").slice(0, 25))],
    [
      "cuts the connection",
      (response: ServerResponse) => void response.write("data: {", () => response.destroy()),
    ],
  ] as const) {
    it(`says so in the stream where the upstream ${name} before [DONE]`, async () => {
      const sent = driven();
      const reading = readStream(base);
      cut(await sent);
      const { status, text } = await reading;
      assert.equal(status, 200);
      assert.ok(text.startsWith(`${chunk("a")}data: {"error":`));
      assert.match(lastError(text).code, /^upstream_(stream_cut|connection_lost)$/);
      assert.doesNotMatch(text, /\[DONE\]/);
    });
  }

  it("leaves the upstream's own error event the last word", async () => {
    const event = 'data: {"error":{"message":"gpu lost"}}\n\n';
    upstream.answer = (response) => {
      beginStream(response);
      response.write(chunk("a"));
      response.end(event);
    };
    assert.equal((await readStream(base)).text, chunk("a") + event);
  });

  it("says so in the stream where the upstream falls silent, and leaves it", async () => {
    await restartWith({ ROUTER_STALL_TIMEOUT_SECONDS: "0.15" });
    const sent = driven();
    const reading = readStream(base);
    const upstreamSide = await sent;
    const left = once(upstreamSide, "close");
    const { text } = await reading;
    assert.equal(lastError(text).code, "upstream_stalled");
    assert.match(lastError(text).message, /sent nothing for 0\.15 s/);
    await left;
  });

  it("says 504 where the first event does not come", async () => {
    await restartWith({ ROUTER_FIRST_BYTE_TIMEOUT_SECONDS: "0.2" });
    upstream.answer = (response) => {
      beginStream(response);
      response.flushHeaders();
    };
    const { status, text } = await readStream(base);
    assert.equal(status, 504);
    assert.match(text, /upstream_timeout/);
  });

  it("leaves the upstream within 100 ms of the client's leaving", async function () {
    this.retries(3); // a busy machine can hold up even an idle process for so long
    const sent = driven();
    const { request, response } = await openStream(base);
    await once(response, "data");
    const upstreamSide = await sent;
    const left = once(upstreamSide, "close");
    const start = performance.now();
    request.destroy();
    await left;
    assert.ok(performance.now() - start < 100);
    await sleep(10);
    assert.ok(router.logs.some((line) => line.includes('"outcome":"client_left"')));
    assert.equal(router.openCalls(), 0);
  });

  it("leaves the upstream when the client leaves before the first event", async () => {
    const left = new Promise<void>((resolve) => {
      upstream.answer = (response) => void response.once("close", resolve);
    });
    const opening = openStream(base);
    opening.catch(() => undefined);
    while (upstream.seen.length === 0) await sleep(5);
    router.app.server.closeAllConnections();
    await left;
    await assert.rejects(opening);
  });

  it("holds the upstream back while the client reads slowly, and loses nothing", async () => {
    await restartWith({ ROUTER_STALL_TIMEOUT_SECONDS: "1.5" });
    const total = 64 * MIB;
    const event = chunk("x".repeat(64 * 1024));
    let written = 0;
    upstream.answer = async (response) => {
      beginStream(response);
      while (written < total && !response.destroyed) {
        written += event.length;
        if (!response.write(event)) await once(response, "drain");
      }
      response.end(DONE);
    };
    const { response } = await openStream(base);
    response.pause();
    // Longer than the stall limit: a client's slowness is not the upstream's silence.
    await sleep(2000);
    assert.ok(written < total / 2, `${written} bytes left the upstream while nobody read`);
    let received = 0;
    for await (const piece of response) received += (piece as Buffer).length;
    assert.equal(received, written + DONE.length);
  });

  it("refuses an event without an end", async () => {
    await restartWith({ ROUTER_RESPONSE_LIMIT_MIB: "0.01" });
    upstream.answer = (response) => {
      beginStream(response);
      response.write(chunk("a"));
      response.write("data: ".padEnd(50_000, "x"));
    };
    const { text } = await readStream(base);
    assert.equal(lastError(text).code, "upstream_response_too_large");
  });

  it("cuts off a client that takes nothing at all", async () => {
    await restartWith({ ROUTER_CLIENT_STALL_TIMEOUT_SECONDS: "0.2" });
    const left = new Promise<void>((resolve) => {
      upstream.answer = async (response) => {
        response.once("close", resolve);
        beginStream(response);
        while (!response.destroyed) {
          if (!response.write(chunk("x".repeat(MIB)))) {
            await Promise.race([once(response, "drain"), once(response, "close")]);
          }
        }
      };
    });
    const { request, response } = await openStream(base);
    response.on("error", () => undefined);
    request.on("error", () => undefined);
    response.pause();
    await left;
    assert.equal(router.openCalls(), 0);
  });
});
