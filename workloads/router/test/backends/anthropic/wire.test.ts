import assert from "node:assert/strict";
import { once } from "node:events";
import type { ServerResponse } from "node:http";

import fc from "fast-check";
import OpenAI from "openai";

import { anthropic } from "../../../src/backends/anthropic/index.ts";
import type { Translation } from "../../../src/backends/wire-format.ts";
import { beginStream, sendJson } from "../../helpers/fake-upstream.ts";
import { assembled, callOf, cutAt, fixture, heard, payloads, Provider } from "../../helpers/provider.ts";
import { openStream } from "../../helpers/streaming-client.ts";

const KEY = "sk-ant-secret";
const TOOLS = [{ type: "function", function: { name: "get_weather", parameters: { type: "object" } } }];

type ErrorAnswer = { error: { code: string | null; type: string; message: string } };

describe("backends/anthropic", () => {
  let provider: Provider;
  beforeEach(async () => {
    provider = await Provider.start("anthropic", { EXTERNAL_ANTHROPIC_KEY: KEY });
  });
  afterEach(() => provider.stop());

  /** The status and body of an answer that is an error. */
  async function errorOf(body: object = {}): Promise<{ status: number } & ErrorAnswer["error"]> {
    const response = await provider.chat(body);
    return { status: response.status, ...((await response.json()) as ErrorAnswer).error };
  }

  it("asks with its own key and version, and without the client's", async () => {
    provider.plays("text.json");
    await provider.chat();
    const seen = provider.upstream.seen.at(-1);
    assert.equal(`${seen?.method} ${seen?.url}`, "POST /v1/messages");
    assert.equal(seen?.headers["x-api-key"], KEY);
    assert.equal(seen.headers["anthropic-version"], "2023-06-01");
    assert.ok(!("authorization" in seen.headers));
    assert.equal(provider.sent["model"], "m-1");
  });

  it("answers a chat, with all tokens of the prompt", async () => {
    provider.plays("text.json");
    const { created, ...answer } = (await (await provider.chat()).json()) as { created: number };
    assert.ok(Math.abs(created - Date.now() / 1000) < 60);
    assert.deepEqual(answer, {
      id: "msg_01XFDUDYJgAACzvnptvVoYEL",
      object: "chat.completion",
      model: "claude-sonnet-5",
      choices: [
        {
          index: 0,
          message: { role: "assistant", refusal: null, content: "Hello! How can I help you today?" },
          logprobs: null,
          finish_reason: "stop",
        },
      ],
      usage: {
        prompt_tokens: 2112,
        completion_tokens: 10,
        total_tokens: 2122,
        prompt_tokens_details: { cached_tokens: 2000 },
        completion_tokens_details: { reasoning_tokens: 3 },
      },
    });
  });

  it("gives calls of tools and thoughts, which a client can send back", async () => {
    provider.plays("tools.json");
    const first = (await (await provider.chat({ tools: TOOLS })).json()) as {
      choices: { message: Record<string, unknown>; finish_reason: string }[];
    };
    const [choice] = first.choices;
    assert.equal(choice?.finish_reason, "tool_calls");
    assert.equal(choice.message["content"], "I will look both up.");
    assert.equal(choice.message["reasoning_content"], "Two cities, two calls.");
    const calls = choice.message["tool_calls"] as { id: string; function: { arguments: string } }[];
    assert.deepEqual(
      calls.map((call) => call.function.arguments),
      ['{"location":"Paris"}', "{}"],
    );
    const results = calls.map(({ id }) => ({ role: "tool", tool_call_id: id, content: "sunny" }));
    await provider.chat({
      messages: [{ role: "user", content: "hi" }, choice.message, ...results],
      tools: TOOLS,
    });
    const recorded = JSON.parse(fixture("anthropic", "tools.json")) as { content: Record<string, unknown>[] };
    const turns = provider.sent["messages"] as { content: unknown[] }[];
    assert.deepEqual(
      turns[1]?.content,
      recorded.content.map(({ caller: _, citations: __, ...block }) => block),
    );
    assert.equal(turns[2]?.content.length, 2);
  });

  it("streams text, its usage where asked for, and one time for all events", async () => {
    provider.plays("text.sse");
    const events = payloads(
      await (await provider.chat({ stream: true, stream_options: { include_usage: true } })).text(),
    );
    assert.deepEqual(assembled(events), {
      content: "Hello! Ça va, 😀?",
      reasoning: "",
      finish: "stop",
      calls: [],
    });
    const chunks = events.slice(0, -1) as { id: string; created: number; usage?: unknown }[];
    assert.equal(events.at(-1), "[DONE]");
    assert.equal(new Set(chunks.map(({ id, created }) => `${id} ${created}`)).size, 1);
    assert.equal(chunks[0]?.id, "msg_1nZdL29xx5MUA1yADyHTEsnR8uuvGzszyY");
    assert.deepEqual(chunks.at(-1)?.usage, {
      prompt_tokens: 30,
      completion_tokens: 15,
      total_tokens: 45,
      prompt_tokens_details: { cached_tokens: 5 },
    });
    const without = payloads(await (await provider.chat({ stream: true })).text());
    assert.ok(without.every((event) => event === "[DONE]" || !("usage" in (event as object))));
  });

  it("streams thoughts and calls of tools", async () => {
    provider.plays("tools.sse");
    const events = payloads(await (await provider.chat({ stream: true, tools: TOOLS })).text());
    assert.deepEqual(assembled(events), {
      content: "Okay, let me check.",
      reasoning: "Two cities, two calls.",
      finish: "tool_calls",
      calls: [
        {
          id: "toolu_01T1x1fJ34qAmk2tNTrN7Up6",
          function: { name: "get_weather", arguments: '{"location": "San Francisco, CA"}' },
        },
        { id: "toolu_02", function: { name: "now", arguments: "{}" } },
      ],
    });
    assert.match(JSON.stringify(events), /"signature":"EqQBCgIYAhIM1gbcDa9GJwZA2b3h"/);
  });

  it("tells all signed thoughts of a stream at once, before its end", () => {
    const thoughts = ["First.", "Second."].map((thinking, at) => ({
      type: "thinking",
      thinking,
      signature: `sig-${at}`,
    }));
    const redacted = { type: "redacted_thinking", data: "AAAA" };
    const content = [...thoughts, redacted, { type: "text", text: "Done." }];
    const stream = [
      { type: "message_start", message: { id: "msg_1", model: "claude" } },
      ...content.flatMap((block, index) => [
        { type: "content_block_start", index, content_block: block },
        { type: "content_block_stop", index },
      ]),
      { type: "message_delta", delta: { stop_reason: "end_turn" } },
      { type: "message_stop" },
    ];
    const bytes = Buffer.from(stream.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(""));
    const translation = anthropic().translation?.(callOf({ stream: true })) as Translation;
    const deltas = payloads(heard(translation, 1, [bytes])).flatMap((event) =>
      event === "[DONE]" ? [] : (event as { choices: { delta: Record<string, unknown> }[] }).choices,
    );
    const told = deltas.flatMap(({ delta }) =>
      "thinking_blocks" in delta ? [delta["thinking_blocks"]] : [],
    );
    assert.deepEqual(told, [[...thoughts, redacted]]);
    assert.ok("thinking_blocks" in (deltas.at(-2)?.delta ?? {}));
  });

  it("serves the official client", async () => {
    const client = new OpenAI({ baseURL: `${provider.base}/v1`, apiKey: "any", maxRetries: 0 });
    provider.plays("tools.sse");
    const stream = client.chat.completions.stream({
      model: "m",
      messages: [{ role: "user", content: "hi" }],
      tools: TOOLS as OpenAI.ChatCompletionFunctionTool[],
    });
    const { choices } = await stream.finalChatCompletion();
    assert.deepEqual(
      choices[0]?.message.tool_calls?.map(({ id }) => id),
      ["toolu_01T1x1fJ34qAmk2tNTrN7Up6", "toolu_02"],
    );
  });

  it("lets each piece leave when it comes", async () => {
    const pieces = fixture("anthropic", "text.sse").split(/(?<=\n\n)/);
    const begun = Promise.withResolvers<ServerResponse>();
    provider.upstream.answer = (response) => {
      beginStream(response);
      response.write(pieces.slice(0, 4).join(""));
      begun.resolve(response);
    };
    const { response } = await openStream(provider.base, { model: "m" });
    assert.match(String((await once(response, "data"))[0]), /"Hello"/);
    // The second piece is written only now: a router that collects would never come here.
    (await begun.promise).write(pieces[4]);
    assert.match(String((await once(response, "data"))[0]), /Ça va/);
    (await begun.promise).end(pieces.slice(5).join(""));
    await once(response.resume(), "end");
  });

  it("is not whole without its end, and not to be read when it is garbage", async () => {
    const [whole] = [fixture("anthropic", "text.sse")];
    for (const [text, code] of [
      [whole.slice(0, whole.indexOf("event: message_delta")), "upstream_stream_cut"],
      [
        `${whole.slice(0, whole.indexOf("event: message_delta"))}data: {oops\n\n`,
        "upstream_invalid_response",
      ],
    ] as const) {
      provider.upstream.answer = (response) => {
        beginStream(response);
        response.end(text);
      };
      const events = payloads(await (await provider.chat({ stream: true })).text());
      assert.equal((events.at(-1) as ErrorAnswer).error.code, code);
    }
    provider.upstream.answer = (response) => sendJson(response, 200, { type: "message" });
    assert.equal((await errorOf()).code, "upstream_invalid_response");
  });

  it("lists models as OpenAI does", async () => {
    provider.plays("models.json");
    const { data } = (await (await fetch(`${provider.base}/v1/models`)).json()) as { data: object[] };
    assert.equal(provider.upstream.seen.at(-1)?.url, "/v1/models?limit=1000");
    assert.deepEqual(
      data.filter((model) => "owned_by" in model && model.owned_by === "anthropic").slice(-2),
      [
        { id: "p/claude-opus-5", object: "model", created: 1_781_136_000, owned_by: "anthropic" },
        { id: "p/claude-haiku-4-5-20251001", object: "model", created: 1_760_486_400, owned_by: "anthropic" },
      ],
    );
  });

  it("hides its key wherever the provider echoes it", async () => {
    const error = { type: "authentication_error", message: `bad key ${KEY}` };
    provider.upstream.answer = (response) => sendJson(response, 401, { type: "error", error });
    const text = await (await provider.chat()).text();
    assert.match(text, /bad key \[key removed\]/);
    assert.ok(!provider.router.logs.join("").includes(KEY));
  });

  it("hears the same, wherever the chunks end", () => {
    for (const name of ["text.sse", "tools.sse", "error-later.sse"]) {
      const bytes = Buffer.from(fixture("anthropic", name));
      const translation = (): Translation =>
        anthropic().translation?.(callOf({ stream: true })) as Translation;
      const whole = heard(translation(), 1, [bytes]);
      fc.assert(
        fc.property(fc.array(fc.nat(), { maxLength: 12 }), (cuts) => {
          assert.equal(heard(translation(), 1, cutAt(bytes, cuts)), whole);
        }),
      );
      assert.equal(
        heard(
          translation(),
          1,
          [...bytes].map((byte) => Buffer.from([byte])),
        ),
        whole,
      );
    }
  });
});
