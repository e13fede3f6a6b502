import assert from "node:assert/strict";
import { once } from "node:events";
import type { ServerResponse } from "node:http";

import fc from "fast-check";
import OpenAI from "openai";

import { gemini } from "../../../src/backends/gemini/index.ts";
import type { Translation } from "../../../src/backends/wire-format.ts";
import { beginStream, sendJson } from "../../helpers/fake-upstream.ts";
import { assembled, callOf, cutAt, fixture, heard, payloads, Provider } from "../../helpers/provider.ts";
import { openStream } from "../../helpers/streaming-client.ts";

const KEY = "AIza-secret";
const TOOLS = [{ type: "function", function: { name: "get_weather", parameters: { type: "object" } } }];

describe("backends/gemini", () => {
  let provider: Provider;
  beforeEach(async () => {
    provider = await Provider.start("gemini", { EXTERNAL_GEMINI_KEY: KEY });
  });
  afterEach(() => provider.stop());

  it("asks with its key in a header, and never in the URL", async () => {
    provider.plays("text.json");
    await provider.chat();
    const [seen] = provider.upstream.seen;
    assert.equal(`${seen?.method} ${seen?.url}`, "POST /v1/models/m-1:generateContent");
    assert.equal(seen?.headers["x-goog-api-key"], KEY);
    assert.ok(!provider.router.logs.join("").includes(KEY));
  });

  it("answers a chat, with what was thought", async () => {
    provider.plays("text.json");
    const { created, ...answer } = (await (await provider.chat()).json()) as { created: number };
    assert.ok(Math.abs(created - Date.now() / 1000) < 60);
    assert.deepEqual(answer, {
      id: "wZ1xaMqVDYyo1dkP",
      object: "chat.completion",
      model: "gemini-3.5-flash",
      choices: [
        {
          index: 0,
          message: {
            role: "assistant",
            refusal: null,
            content: "Hello! How can I help?",
            reasoning_content: "They asked who I am.",
          },
          logprobs: null,
          finish_reason: "stop",
        },
      ],
      usage: {
        prompt_tokens: 8,
        completion_tokens: 30,
        total_tokens: 38,
        prompt_tokens_details: { cached_tokens: 4 },
        completion_tokens_details: { reasoning_tokens: 20 },
      },
    });
  });

  it("gives several choices, each with its end and its log probabilities", async () => {
    provider.plays("two.json");
    const { choices } = (await (await provider.chat({ n: 2, logprobs: true })).json()) as {
      choices: { index: number; message: { content: string }; finish_reason: string; logprobs: unknown }[];
    };
    assert.deepEqual(
      choices.map(({ index, message, finish_reason }) => [index, message.content, finish_reason]),
      [
        [0, "Yes", "stop"],
        [1, "No", "length"],
      ],
    );
    const yes = { token: "Yes", logprob: -0.25, bytes: [89, 101, 115] };
    assert.deepEqual(choices[0]?.logprobs, {
      content: [{ ...yes, top_logprobs: [yes, { token: "Né", logprob: -1.5, bytes: [78, 195, 169] }] }],
      refusal: null,
    });
  });

  it("gives calls of tools with ids and signatures, which a client sends back", async () => {
    provider.plays("tools.json");
    const first = (await (await provider.chat({ tools: TOOLS })).json()) as {
      choices: { message: Record<string, unknown>; finish_reason: string }[];
    };
    const [choice] = first.choices;
    assert.equal(choice?.finish_reason, "tool_calls");
    assert.equal(choice.message["content"], null);
    const calls = choice.message["tool_calls"] as { id: string; function: { arguments: string } }[];
    assert.deepEqual(
      calls.map((call) => call.function.arguments),
      ['{"location":"Paris"}', "{}"],
    );
    assert.match(calls[1]?.id ?? "", /^call_[0-9a-f]{32}$/);
    const results = calls.map(({ id }) => ({ role: "tool", tool_call_id: id, content: "sunny" }));
    await provider.chat({ messages: [{ role: "user", content: "hi" }, choice.message, ...results] });
    const [, model, user] = provider.sent["contents"] as { parts: Record<string, unknown>[] }[];
    assert.deepEqual(model?.parts, [
      {
        functionCall: { id: "fc-1", name: "get_weather", args: { location: "Paris" } },
        thoughtSignature: "EvkPCvYPAb4+9vt=",
      },
      { functionCall: { id: calls[1]?.id, name: "now", args: {} } },
    ]);
    assert.equal(user?.parts.length, 2);
  });

  it("streams text and thoughts, one id and one time, and usage where asked for", async () => {
    provider.plays("text.sse");
    const asked = { stream: true, stream_options: { include_usage: true } };
    const events = payloads(await (await provider.chat(asked)).text());
    assert.equal(provider.upstream.seen.at(-1)?.url, "/v1/models/m-1:streamGenerateContent?alt=sse");
    assert.deepEqual(assembled(events), {
      content: "Hello! Ça va, 😀?",
      reasoning: "A greeting.",
      finish: "stop",
      calls: [],
    });
    assert.equal(events.at(-1), "[DONE]");
    const chunks = events.slice(0, -1) as { id: string; created: number; usage?: unknown }[];
    assert.equal(new Set(chunks.map(({ id, created }) => `${id} ${created}`)).size, 1);
    assert.deepEqual(chunks.at(-1)?.usage, {
      prompt_tokens: 4,
      completion_tokens: 13,
      total_tokens: 17,
      completion_tokens_details: { reasoning_tokens: 5 },
    });
    const without = payloads(await (await provider.chat({ stream: true })).text());
    assert.ok(without.every((event) => event === "[DONE]" || !("usage" in (event as object))));
  });

  it("streams calls of tools to the official client", async () => {
    provider.plays("tools.sse");
    const client = new OpenAI({ baseURL: `${provider.base}/v1`, apiKey: "any", maxRetries: 0 });
    const stream = client.chat.completions.stream({
      model: "m",
      messages: [{ role: "user", content: "hi" }],
      tools: TOOLS as OpenAI.ChatCompletionFunctionTool[],
    });
    const { choices } = await stream.finalChatCompletion();
    assert.equal(choices[0]?.finish_reason, "tool_calls");
    assert.deepEqual(
      choices[0].message.tool_calls?.map(
        (call) => call.type === "function" && [call.id, call.function.arguments],
      ),
      [
        ["fc-1", '{"location":"Paris"}'],
        ["fc-2", "{}"],
      ],
    );
  });

  it("lets each piece leave when it comes", async () => {
    const pieces = fixture("gemini", "text.sse").split(/(?<=\r\n\r\n)/);
    const begun = Promise.withResolvers<ServerResponse>();
    provider.upstream.answer = (response) => {
      beginStream(response);
      response.write(pieces[0]);
      begun.resolve(response);
    };
    const { response } = await openStream(provider.base, { model: "m" });
    assert.match(String((await once(response, "data"))[0]), /A greeting/);
    for (const [i, words] of [/Hello/, /Ça va/].entries()) {
      // Written only now: a router that collects would never come here.
      (await begun.promise).write(pieces[i + 1]);
      assert.match(String((await once(response, "data"))[0]), words);
    }
    (await begun.promise).end(pieces[3]);
    await once(response.resume(), "end");
  });

  it("gives embeddings to the official client, which wants them in base64", async () => {
    provider.plays("embeddings.json");
    const client = new OpenAI({ baseURL: `${provider.base}/v1`, apiKey: "any", maxRetries: 0 });
    const { data } = await client.embeddings.create({ model: "m", input: ["a", "b"] });
    assert.deepEqual(
      data.map(({ index, embedding }) => [index, embedding]),
      [
        [0, [0.5, -0.25]],
        [1, [1, 0]],
      ],
    );
    assert.equal(provider.upstream.seen.at(-1)?.url, "/v1/models/m-1:batchEmbedContents");
    const plain = await provider.post("/v1/embeddings", { input: "a" });
    assert.match(await plain.text(), /"embedding":\[0\.5,-0\.25\]/);
  });

  it("lists models as OpenAI does", async () => {
    provider.plays("models.json");
    const { data } = (await (await fetch(`${provider.base}/v1/models`)).json()) as { data: { id: string }[] };
    assert.equal(provider.upstream.seen.at(-1)?.url, "/v1/models?pageSize=1000");
    assert.deepEqual(data.map(({ id }) => id).slice(-2), ["p/gemini-3.5-flash", "p/gemini-embedding-001"]);
  });

  it("is not whole without its end, and not to be read when it is garbage", async () => {
    const whole = fixture("gemini", "text.sse");
    const cut = whole.slice(0, whole.lastIndexOf("data: "));
    for (const [text, code] of [
      [cut, "upstream_stream_cut"],
      [`${cut}data: {oops\r\n\r\n`, "upstream_invalid_response"],
    ] as const) {
      provider.upstream.answer = (response) => {
        beginStream(response);
        response.end(text);
      };
      const events = payloads(await (await provider.chat({ stream: true })).text());
      assert.equal((events.at(-1) as { error: { code: string } }).error.code, code);
    }
    provider.upstream.answer = (response) => sendJson(response, 200, { modelVersion: "x" });
    assert.match(await (await provider.chat()).text(), /upstream_invalid_response/);
  });

  it("hears the same, wherever the chunks end", () => {
    for (const name of ["text.sse", "tools.sse", "error-later.sse", "filtered-later.sse"]) {
      const bytes = Buffer.from(fixture("gemini", name));
      const translation = (): Translation => gemini().translation?.(callOf({ stream: true })) as Translation;
      const whole = heard(translation(), 1, [bytes]);
      fc.assert(
        fc.property(fc.array(fc.nat(), { maxLength: 12 }), (cuts) => {
          assert.equal(heard(translation(), 1, cutAt(bytes, cuts)), whole);
        }),
      );
    }
  });
});
