import assert from "node:assert/strict";
import { once } from "node:events";
import type { ServerResponse } from "node:http";

import { beginStream, chunk, completion, DONE, sendJson } from "../helpers/fake-upstream.ts";
import { CACHED, question } from "../helpers/cached-router.ts";
import { Pair } from "../helpers/pair.ts";
import { lastError } from "../helpers/streaming-client.ts";

const results = async (responses: Promise<Response>[]): Promise<(string | null)[]> =>
  (await Promise.all(responses)).map(({ headers }) => headers.get("x-plinth-cache")).sort();

/** A client that leaves when it is told so. */
function leaving(pair: Pair, body: object): { leave: () => Promise<void> } {
  const controller = new AbortController();
  const asked = fetch(`${pair.base}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ model: "tiny", ...body }),
    signal: controller.signal,
  })
    .then((response) => response.text())
    .catch(() => undefined);
  return {
    leave: async () => {
      controller.abort();
      await asked;
    },
  };
}

/** An upstream whose answers wait until a test gives them. */
function held(pair: Pair): { asked: ServerResponse[]; count: (wanted: number) => Promise<void> } {
  const asked: ServerResponse[] = [];
  pair.first.answer = (response) => void asked.push(response);
  const count = async (wanted: number): Promise<void> => {
    while (asked.length < wanted) await new Promise((resolve) => setTimeout(resolve, 2));
  };
  return { asked, count };
}

/** So many requests are with the router now, and what they wait for has begun. */
async function open(pair: Pair, wanted: number): Promise<void> {
  while (pair.router.openCalls() !== wanted) await new Promise((resolve) => setTimeout(resolve, 2));
  await new Promise((resolve) => setImmediate(resolve));
}

describe("cache/flight", () => {
  const pairs: Pair[] = [];
  afterEach(async () => {
    for (const pair of pairs.splice(0)) {
      // A client that left may have opened connections for requests to come, and closing waits for them.
      pair.router.app.server.closeAllConnections();
      await pair.stop();
    }
  });

  // No Redis is needed to ask once for what several ask at the same time.
  const alone = async (): Promise<Pair> => {
    const pair = await Pair.start(CACHED);
    pairs.push(pair);
    return pair;
  };

  it("asks once for all who ask the same meanwhile", async () => {
    const pair = await alone();
    const { asked, count } = held(pair);
    const body = question();
    const all = Array.from({ length: 20 }, () => pair.chat(body));
    await count(1);
    await open(pair, 20);
    sendJson(asked[0] as ServerResponse, 200, completion("one for all"));
    const expected = [...Array.from({ length: 19 }, () => "shared"), "unavailable"];
    assert.deepEqual(await results(all), expected);
    for (const response of await Promise.all(all)) assert.match(await response.text(), /one for all/);
    assert.equal(asked.length, 1);
  });

  it("gives a stream to all as it comes, from its beginning, whenever they came", async () => {
    const pair = await alone();
    const { asked, count } = held(pair);
    const body = question({ stream: true });
    const first = pair.chat(body);
    await count(1);
    const upstream = asked[0] as ServerResponse;
    beginStream(upstream);
    upstream.write(chunk("a"));
    const reading = (await first).text();
    // It begins to answer at once, though the stream is not over.
    const second = await pair.chat(body);
    assert.equal(second.headers.get("x-plinth-cache"), "shared");
    upstream.end(chunk("b", "stop") + DONE);
    const whole = chunk("a") + chunk("b", "stop") + DONE;
    assert.deepEqual(await Promise.all([reading, second.text()]), [whole, whole]);
    assert.equal(asked.length, 1);
  });

  it("goes on for those who stay when the first one leaves, before the answer and in its middle", async () => {
    const pair = await alone();
    const { asked, count } = held(pair);
    const body = question({ stream: true });
    const first = leaving(pair, body);
    await count(1);
    const [second, third] = [pair.chat(body), pair.chat(body)];
    await open(pair, 3);
    await first.leave();
    await open(pair, 2);
    const upstream = asked[0] as ServerResponse;
    assert.equal(upstream.destroyed, false);
    beginStream(upstream);
    upstream.write(chunk("a"));
    await (await second).body?.cancel();
    await open(pair, 1);
    upstream.end(chunk("", "stop") + DONE);
    assert.equal(await (await third).text(), chunk("a") + chunk("", "stop") + DONE);
    assert.equal(asked.length, 1);
  });

  it("ends the question when the last one leaves, and a new one asks anew", async () => {
    const pair = await alone();
    const { asked, count } = held(pair);
    const body = question();
    const [first, second] = [leaving(pair, body), leaving(pair, body)];
    await count(1);
    await open(pair, 2);
    const closed = once(asked[0] as ServerResponse, "close");
    await Promise.all([first.leave(), second.leave()]);
    await closed;
    const third = pair.chat(body);
    await count(2);
    sendJson(asked[1] as ServerResponse, 200, completion("anew"));
    assert.match(await (await third).text(), /anew/);
  });

  it("lets each ask for itself where the common question failed", async () => {
    const pair = await alone();
    const { asked, count } = held(pair);
    const body = question();
    const all = Array.from({ length: 3 }, () => pair.chat(body));
    await count(1);
    await open(pair, 3);
    sendJson(asked[0] as ServerResponse, 500, { error: { message: "not now" } });
    await count(3);
    for (const response of asked.slice(1)) sendJson(response, 200, completion("well"));
    const statuses = (await Promise.all(all)).map(({ status }) => status).sort();
    assert.deepEqual(statuses, [200, 200, 500]);
  });

  it("tells all of them where a common stream breaks", async () => {
    const pair = await alone();
    const { asked, count } = held(pair);
    const body = question({ stream: true });
    const all = [pair.chat(body), pair.chat(body)];
    await count(1);
    await open(pair, 2);
    const upstream = asked[0] as ServerResponse;
    beginStream(upstream);
    upstream.write(chunk("a"));
    const readings = (await Promise.all(all)).map((response) => response.text());
    upstream.destroy();
    for (const text of await Promise.all(readings))
      assert.equal(lastError(text).code, "upstream_connection_lost");
  });

  it("does not make one who waits less patiently the one who asks for all", async () => {
    const pair = await alone();
    const { asked, count } = held(pair);
    const body = question();
    const hasty = pair.chat(body, { "x-plinth-timeout-ms": "200" });
    const patient = pair.chat(body);
    await count(2);
    assert.equal((await hasty).status, 504);
    for (const response of asked) if (!response.destroyed) sendJson(response, 200, completion("late"));
    assert.match(await (await patient).text(), /late/);
  });
});
