import assert from "node:assert/strict";
import { once } from "node:events";
import type { ServerResponse } from "node:http";

import type { Answer } from "../helpers/fake-upstream.ts";
import { beginStream, chunk, completion, DONE, sendJson } from "../helpers/fake-upstream.ts";
import { Pair } from "../helpers/pair.ts";
import { lastError } from "../helpers/streaming-client.ts";

/** Far above what a machine under load needs, far below the limits of a hanging upstream that a client would wait. */
const SHORT = { stream_timeout: 0.3, timeout: 20 };

const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (response) =>
    sendJson(response, code, { error: { message: "not now", type: "server_error", code: "busy" } }, headers);

/** What the first upstream may do before its first event; the second must then answer, at once and alone. */
const BEFORE_THE_FIRST_EVENT: Readonly<Record<string, Answer>> = {
  "closes the connection": (response) => void response.destroy(),
  "answers 429": status(429),
  "answers 500": status(500),
  "answers 503 and asks for an hour": status(503, { "retry-after": "3600" }),
  "refuses the router's key": status(401),
  redirects: (response) => void response.writeHead(302, { location: "http://elsewhere/" }).end(),
  "answers garbage": (response) =>
    void response.writeHead(200, { "content-type": "text/html" }).end("<p>hi</p>"),
  "begins its stream with an error": (response) => {
    beginStream(response);
    response.end(`data: ${JSON.stringify({ error: { message: "overloaded" } })}\n\n`);
  },
  "sends a comment, and then an error": (response) => {
    beginStream(response);
    response.write(": OPENROUTER PROCESSING\n\n");
    setTimeout(() => response.end(`data: ${JSON.stringify({ error: { message: "overloaded" } })}\n\n`), 20);
  },
  "sends a comment and dies": (response) => {
    beginStream(response);
    response.write(": OPENROUTER PROCESSING\n\n", () => response.destroy());
  },
  "begins a stream and dies": (response) => {
    beginStream(response);
    response.write("data: {", () => response.destroy());
  },
};

describe("routing, faults of a target", () => {
  describe("before the first event", () => {
    for (const [what, answer] of Object.entries(BEFORE_THE_FIRST_EVENT)) {
      it(`asks the other one when the first ${what}`, async () => {
        const pair = await Pair.start();
        pair.first.answer = answer;
        const response = await pair.chat({ stream: true });
        assert.equal(response.status, 200);
        assert.match(await response.text(), /second/);
        assert.equal(response.headers.get("x-plinth-target"), "two/tiny");
        assert.equal(response.headers.get("x-plinth-attempts"), "2");
        assert.equal(pair.first.seen.length, 1);
        await pair.stop();
      });
    }

    it("asks the other one when a stream does not begin in time", async () => {
      const pair = await Pair.start(SHORT);
      pair.first.answer = (response) => beginStream(response);
      pair.second.answer = (response) => {
        beginStream(response);
        response.end(chunk("second", "stop") + DONE);
      };
      assert.match(await (await pair.chat({ stream: true })).text(), /second/);
      await pair.stop();
    });
  });

  it("asks the other one when a stream has nothing but comments in time", async () => {
    const pair = await Pair.start(SHORT);
    let beat: NodeJS.Timeout | undefined;
    pair.first.answer = (response) => {
      beginStream(response);
      beat = setInterval(() => response.write(": OPENROUTER PROCESSING\n\n"), 50);
    };
    assert.match(await (await pair.chat({ stream: true })).text(), /second/);
    clearInterval(beat);
    await pair.stop();
  });

  it("hands comments on once the stream has begun, in their place", async () => {
    const pair = await Pair.start();
    const comment = ": OPENROUTER PROCESSING\n\n";
    const rest = chunk("a") + comment + chunk("", "stop") + DONE;
    pair.first.answer = (response) => {
      beginStream(response);
      response.write(comment);
      setTimeout(() => response.end(rest), 20);
    };
    assert.equal(await (await pair.chat({ stream: true })).text(), comment + rest);
    await pair.stop();
  });

  it("never asks another one once an answer has begun: the client hears of the cut", async () => {
    const pair = await Pair.start();
    pair.first.answer = (response) => {
      beginStream(response);
      response.write(chunk("half"), () => response.destroy());
    };
    const text = await (await pair.chat({ stream: true })).text();
    assert.match(text, /half/);
    assert.equal(lastError(text).code, "upstream_connection_lost");
    assert.equal(pair.second.seen.length, 0);
    await pair.stop();
  });

  it("counts a stream that the target itself ended with an error as its failure", async () => {
    const pair = await Pair.start({ allowed_fails: 1 });
    pair.first.answer = (response) => {
      beginStream(response);
      response.end(chunk("half") + `data: ${JSON.stringify({ error: { message: "overloaded" } })}\n\n`);
    };
    assert.equal(lastError(await (await pair.chat({ stream: true })).text()).message, "overloaded");
    assert.match(await (await pair.chat()).text(), /second/);
    assert.equal(pair.first.seen.length, 1);
    const metrics = await (await fetch(`${pair.base}/metrics`)).text();
    assert.match(metrics, /^plinth_router_requests_total\{.*outcome="upstream_error".*\} 1$/m);
    await pair.stop();
  });

  it("passes the client's own mistake on, without asking anybody else", async () => {
    const pair = await Pair.start();
    pair.first.answer = status(422);
    assert.equal((await pair.chat()).status, 422);
    assert.equal(pair.second.seen.length, 0);
    await pair.stop();
  });

  it("gives the last error when everybody fails, after the retries that the model allows", async () => {
    const pair = await Pair.start({ num_retries: 3, allowed_fails: 100 });
    pair.first.answer = status(500);
    pair.second.answer = status(503);
    const response = await pair.chat();
    assert.equal(response.status, 503);
    assert.equal(response.headers.get("x-plinth-attempts"), "4");
    assert.equal(pair.first.seen.length + pair.second.seen.length, 4);
    await pair.stop();
  });

  it("waits as long as the upstream asks when there is no other, if the client's patience lasts", async () => {
    const pair = await Pair.start({ targets: [{ backend: "one", model: "tiny" }] });
    const at: number[] = [];
    pair.first.answer = (response, seen) => {
      at.push(performance.now());
      if (at.length === 1) return status(429, { "retry-after-ms": "700" })(response, seen);
      return sendJson(response, 200, completion("later"));
    };
    assert.equal((await pair.chat()).status, 200);
    assert.ok((at[1] ?? 0) - (at[0] ?? 0) >= 690);
    await pair.stop();
  });

  it("gives the 429 to a client that would not wait so long", async () => {
    const pair = await Pair.start({ targets: [{ backend: "one", model: "tiny" }] });
    pair.first.answer = status(429, { "retry-after": "60" });
    const response = await pair.chat({}, { "x-plinth-timeout-ms": "2000" });
    assert.equal(response.status, 429);
    assert.equal(response.headers.get("retry-after"), "60");
    assert.equal(pair.first.seen.length, 1);
    await pair.stop();
  });

  it("tells the upstream how long the answer is still wanted", async () => {
    const pair = await Pair.start();
    await pair.chat({}, { "x-stainless-timeout": "7" });
    const told = Number(pair.first.seen[0]?.headers["x-plinth-timeout-ms"]);
    assert.ok(told > 0 && told <= 7000, String(told));
    await pair.stop();
  });

  it("leaves a target alone that failed as often as allowed, and tries it again after its cool-down", async () => {
    const pair = await Pair.start({ allowed_fails: 2, cooldown_time: 0.5 });
    pair.first.answer = status(500);
    for (let i = 0; i < 4; i++) assert.equal((await pair.chat()).status, 200);
    assert.equal(pair.first.seen.length, 2);
    pair.first.answer = (response) => sendJson(response, 200, completion("recovered"));
    await new Promise((resolve) => setTimeout(resolve, 600));
    assert.match(await (await pair.chat()).text(), /recovered/);
    await pair.stop();
  });

  it("lets one request try a target after its cool-down, while the others go elsewhere", async () => {
    const pair = await Pair.start({ allowed_fails: 1, cooldown_time: 0.3 });
    pair.first.answer = status(500);
    await pair.chat();
    await new Promise((resolve) => setTimeout(resolve, 350));
    const tried = Promise.withResolvers<ServerResponse>();
    pair.first.answer = (response) => tried.resolve(response);
    const asked = Array.from({ length: 5 }, async () => (await pair.chat()).text());
    const held = await tried.promise;
    // The second one has answered the first request of all, and now four.
    while (pair.second.seen.length < 5) await new Promise((resolve) => setTimeout(resolve, 2));
    assert.equal(pair.first.seen.length, 2);
    sendJson(held, 200, completion("recovered"));
    const texts = await Promise.all(asked);
    assert.deepEqual(texts.map((text) => /recovered|second/.exec(text)?.[0]).sort(), [
      "recovered",
      ...Array.from({ length: 4 }, () => "second"),
    ]);
    await pair.stop();
  });

  it("says 503 while every target is left alone", async () => {
    const pair = await Pair.start({ allowed_fails: 1, cooldown_time: 60, num_retries: 1 });
    pair.first.answer = status(500);
    pair.second.answer = status(500);
    await pair.chat();
    const response = await pair.chat();
    assert.equal(response.status, 503);
    assert.match(await response.text(), /no_healthy_target/);
    assert.equal(pair.first.seen.length, 1);
    await pair.stop();
  });

  it("ends the attempt when the client leaves", async () => {
    const pair = await Pair.start();
    const asked = Promise.withResolvers<ServerResponse>();
    pair.first.answer = (response) => asked.resolve(response);
    const leaving = new AbortController();
    const left = fetch(`${pair.base}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ model: "tiny", messages: [{ role: "user", content: "hi" }] }),
      signal: leaving.signal,
    }).catch(() => undefined);
    const response = await asked.promise;
    leaving.abort();
    await Promise.all([left, once(response, "close")]);
    assert.equal(pair.second.seen.length, 0);
    await pair.stop();
  });
});
