import assert from "node:assert/strict";

import OpenAI, { BadRequestError } from "openai";

import { beginStream, DONE, FakeUpstream, sendJson } from "../helpers/fake-upstream.ts";
import { testRouter } from "../helpers/router.ts";
import type { TestRouter } from "../helpers/router.ts";

const HEAD = { id: "cmpl-1", object: "text_completion", created: 1_700_000_000, model: "tiny" };

function answer(...texts: string[]): object {
  const choices = texts.map((text, index) => ({ index, text, logprobs: null, finish_reason: "stop" }));
  return { ...HEAD, choices, usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 } };
}

function piece(text: string, finish: string | null = null, index = 0): string {
  return `data: ${JSON.stringify({ ...HEAD, choices: [{ index, text, logprobs: null, finish_reason: finish }] })}\n\n`;
}

describe("routes/completions", () => {
  let upstream: FakeUpstream;
  let router: TestRouter;
  let base: string;
  let client: OpenAI;
  beforeEach(async () => {
    upstream = await FakeUpstream.start((response) => sendJson(response, 200, answer("hello")));
    router = testRouter(upstream.url);
    base = await router.listen();
    client = new OpenAI({ baseURL: `${base}/v1`, apiKey: "anything", maxRetries: 0 });
  });
  afterEach(async () => {
    router.app.server.closeAllConnections();
    await router.app.close();
    await upstream.stop();
  });

  const post = (payload: string) =>
    fetch(`${base}/v1/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: payload,
    });

  it("hands the body on byte for byte, and the answer back as it is", async () => {
    const payload = '{"model":"tiny", "prompt":"é\\u00e9","seed":18446744073709551615}';
    const response = await post(payload);
    assert.deepEqual(await response.json(), answer("hello"));
    const [seen] = upstream.seen;
    assert.deepEqual([seen?.method, seen?.url, seen?.body], ["POST", "/v1/completions", payload]);
    assert.match(router.logs.join(""), /"route":"\/v1\/completions"/);
  });

  it("completes for the official client", async () => {
    const { choices, usage } = await client.completions.create({ model: "tiny", prompt: "hi" });
    assert.deepEqual([choices[0]?.text, usage?.total_tokens], ["hello", 5]);
    const metrics = await (await fetch(`${base}/metrics`)).text();
    assert.match(
      metrics,
      /requests_total\{operation="completions",model="\*",target="upstream\/\*",outcome="ok"\} 1/,
    );
    assert.match(metrics, /tokens_total\{model="\*",target="upstream\/\*",kind="prompt"\} 3/);
  });

  it("streams to the official client", async () => {
    upstream.answer = (response) => {
      beginStream(response);
      response.end(piece("hel") + piece("lo") + piece("", "stop") + DONE);
    };
    let text = "";
    for await (const part of await client.completions.create({ model: "tiny", prompt: "hi", stream: true }))
      text += part.choices[0]?.text ?? "";
    assert.equal(text, "hello");
  });

  it("takes a stream for whole only when every prompt has its end", async () => {
    upstream.answer = (response) => {
      beginStream(response);
      response.end(piece("a", "stop", 0));
    };
    const half = await post(JSON.stringify({ model: "tiny", prompt: ["a", "b"], stream: true }));
    assert.match(await half.text(), /"code":"upstream_stream_cut"/);
    const tokens = await post(JSON.stringify({ model: "tiny", prompt: [1, 2], stream: true }));
    assert.match(await tokens.text(), /\[DONE\]\n\n$/);
  });

  it("refuses a wrong body before the upstream is asked", async () => {
    const wrong: readonly [body: object, param: string][] = [
      [{ model: "tiny" }, "prompt"],
      [{ model: "tiny", prompt: [] }, "prompt"],
      [{ model: "tiny", prompt: ["a", 1] }, "prompt"],
      [{ model: "tiny", prompt: "a", max_tokens: -1 }, "max_tokens"],
      [{ model: "tiny", prompt: "a", stop: [1] }, "stop[0]"],
    ];
    for (const [body, param] of wrong) {
      await assert.rejects(
        client.completions.create(body as OpenAI.CompletionCreateParamsNonStreaming),
        (error: unknown) => error instanceof BadRequestError && error.param === param,
      );
    }
    assert.equal(upstream.seen.length, 0);
  });
});
