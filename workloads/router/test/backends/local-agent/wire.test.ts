import assert from "node:assert/strict";
import { once } from "node:events";
import type { ServerResponse } from "node:http";

import fc from "fast-check";

import { localAgent } from "../../../src/backends/local-agent/index.ts";
import type { Translation } from "../../../src/backends/wire-format.ts";
import { beginStream, completion, FakeUpstream, sendJson } from "../../helpers/fake-upstream.ts";
import { assembled, callOf, cutAt, fixture, heard, payloads, Provider } from "../../helpers/provider.ts";
import { testRouter } from "../../helpers/router.ts";
import { openStream } from "../../helpers/streaming-client.ts";

const USAGE = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };

describe("backends/local-agent", () => {
  let provider: Provider;
  beforeEach(async () => {
    provider = await Provider.start("local-agent");
  });
  afterEach(() => provider.stop());

  it("asks with the agent's four fields, and answers a chat", async () => {
    provider.plays("text.json");
    const answer = (await (await provider.chat()).json()) as Record<string, unknown>;
    assert.equal(provider.upstream.seen[0]?.url, "/v1/infer");
    assert.deepEqual(provider.sent, { prompt: "hi", max_tokens: 512, temperature: 0.7, stream: false });
    assert.match(String(answer["id"]), /^chatcmpl-/);
    assert.equal(answer["model"], "m-1");
    assert.deepEqual(answer["usage"], USAGE);
    assert.deepEqual(answer["choices"], [
      {
        index: 0,
        message: { role: "assistant", refusal: null, content: "Hello." },
        logprobs: null,
        finish_reason: "stop",
      },
    ]);
  });

  it("answers a completion", async () => {
    provider.plays("bare.json");
    const response = await provider.post("/v1/completions", {
      prompt: "Once",
      max_tokens: 3,
      temperature: 0,
    });
    const { object, choices } = (await response.json()) as Record<string, unknown>;
    assert.deepEqual(provider.sent, { prompt: "Once", max_tokens: 3, temperature: 0, stream: false });
    assert.equal(object, "text_completion");
    assert.deepEqual(choices, [{ index: 0, text: "Hello.", logprobs: null, finish_reason: "stop" }]);
  });

  it("makes events of a whole answer for a client that wants a stream", async () => {
    provider.plays("text.json");
    const response = await provider.chat({ stream: true, stream_options: { include_usage: true } });
    assert.match(response.headers.get("content-type") ?? "", /^text\/event-stream/);
    const events = payloads(await response.text());
    assert.equal(provider.sent["stream"], true);
    assert.deepEqual(assembled(events), { content: "Hello.", reasoning: "", finish: "stop", calls: [] });
    assert.deepEqual((events.at(-2) as { usage: unknown }).usage, USAGE);
    assert.equal(events.at(-1), "[DONE]");
    const completed = await provider.post("/v1/completions", { prompt: "Once", stream: true });
    const [first] = payloads(await completed.text()) as { choices: { text: string }[] }[];
    assert.equal(first?.choices[0]?.text, "Hello.");
  });

  it("hands on the agent's own events, each when it comes", async () => {
    const pieces = fixture("local-agent", "text.sse").split(/(?<=\n\n)/);
    const begun = Promise.withResolvers<ServerResponse>();
    provider.upstream.answer = (response) => {
      beginStream(response);
      response.write(pieces[0]);
      begun.resolve(response);
    };
    const { response } = await openStream(provider.base, { model: "m" });
    assert.match(String((await once(response, "data"))[0]), /Hel/);
    // Written only now: a router that collects would never come here.
    (await begun.promise).write(pieces[1]);
    assert.match(String((await once(response, "data"))[0]), /lo, é😀/);
    (await begun.promise).end(pieces.slice(2).join(""));
    let rest = "";
    for await (const piece of response) rest += String(piece);
    assert.equal(assembled(payloads(rest))["finish"], "length");
    assert.match(rest, /\[DONE\]/);
  });

  it("tells a prompt that is too long so that a larger model can be asked", async () => {
    const recorded = JSON.parse(fixture("local-agent", "too-long.json")) as { error: { message: string } };
    provider.upstream.answer = (response) => sendJson(response, 413, recorded);
    const response = await provider.chat();
    const { error } = (await response.json()) as { error: { code: string; message: string } };
    assert.deepEqual(
      [response.status, error.code, error.message],
      [400, "context_length_exceeded", recorded.error.message],
    );
    await provider.stop();
    provider = await Provider.start("local-agent", {}, { context_window_fallbacks: ["other"] });
    provider.upstream.answer = (answer) => sendJson(answer, 413, recorded);
    provider.other.answer = (answer) => sendJson(answer, 200, completion("elsewhere"));
    assert.match(await (await provider.chat({ stream: true })).text(), /elsewhere/);
  });

  it("keeps other errors, before an answer and within it", async () => {
    provider.upstream.answer = (response) => sendJson(response, 503, { error: "The queue is full." });
    const response = await provider.chat();
    assert.equal(response.status, 503);
    assert.match(await response.text(), /The queue is full\./);
    provider.plays("error-later.sse");
    const events = payloads(await (await provider.chat({ stream: true })).text());
    assert.deepEqual(
      [events.length, (events.at(-1) as { error: { code: string } }).error.code],
      [2, "unloaded"],
    );
    provider.upstream.answer = (answer) => sendJson(answer, 200, { status: "ok" });
    assert.match(await (await provider.chat({ stream: true })).text(), /upstream_invalid_response/);
  });

  it("hears the same, wherever the chunks end", () => {
    for (const name of ["text.sse", "error-later.sse"]) {
      const bytes = Buffer.from(fixture("local-agent", name));
      const translation = (): Translation =>
        localAgent().translation?.(callOf({ stream: true })) as Translation;
      const whole = heard(translation(), 1, [bytes]);
      fc.assert(
        fc.property(fc.array(fc.nat(), { maxLength: 12 }), (cuts) => {
          assert.equal(heard(translation(), 1, cutAt(bytes, cuts)), whole);
        }),
      );
    }
  });
});

describe("backends/local-agent, from the environment", () => {
  it("has models under their own names, and is ready when the agent is well", async () => {
    const agent = await FakeUpstream.start();
    const router = testRouter(undefined, { LOCAL_AGENT_URL: agent.origin });
    const base = await router.listen();
    agent.answer = (response, { url }) =>
      sendJson(
        response,
        200,
        JSON.parse(fixture("local-agent", url === "/healthz" ? "healthz.json" : "text.json")),
      );
    const { data } = (await (await fetch(`${base}/v1/models`)).json()) as { data: { id: string }[] };
    assert.deepEqual(
      data.map(({ id }) => id),
      ["local_mistral-7b-instruct-q4"],
    );
    assert.equal((await fetch(`${base}/readyz`)).status, 200);
    const chat = await fetch(`${base}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ model: "local_tiny", messages: [{ role: "user", content: "hi" }] }),
    });
    assert.match(await chat.text(), /"model":"local_tiny"/);
    assert.equal(agent.seen.at(-1)?.url, "/infer");
    await agent.stop();
    await router.app.close();
  });

  it("is not ready when the agent is ill", async () => {
    const agent = await FakeUpstream.start((response) => sendJson(response, 503, { status: "loading" }));
    const router = testRouter(undefined, { LOCAL_AGENT_URL: agent.origin });
    const response = await router.app.inject({ url: "/readyz" });
    assert.equal(response.statusCode, 503);
    assert.match(response.body, /with status 503/);
    await router.app.close();
    await agent.stop();
  });
});
