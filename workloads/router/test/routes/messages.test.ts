import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";

import Anthropic, { APIError, NotFoundError, RateLimitError } from "@anthropic-ai/sdk";

import { TOOL_COMPLETION, TOOL_STREAM } from "../helpers/chat-stream.ts";
import { beginStream, chunk, DONE, FakeUpstream, sendJson } from "../helpers/fake-upstream.ts";
import { testRouter } from "../helpers/router.ts";
import type { TestRouter } from "../helpers/router.ts";

const ASKED = { model: "tiny", max_tokens: 50, messages: [{ role: "user" as const, content: "hi" }] };
const WEATHER: Anthropic.Tool = {
  name: "weather",
  description: "of a city",
  input_schema: { type: "object", properties: { city: { type: "string" } } },
};

describe("routes/messages, with the official Anthropic client", () => {
  let upstream: FakeUpstream;
  let router: TestRouter;
  let base: string;
  let client: Anthropic;
  beforeEach(async () => {
    upstream = await FakeUpstream.start();
    router = testRouter(upstream.url, { ROUTER_BODY_LIMIT_MIB: "0.01", ROUTER_STALL_TIMEOUT_SECONDS: "0.2" });
    base = await router.listen();
    client = new Anthropic({ baseURL: base, apiKey: "sk-client", authToken: null, maxRetries: 0 });
  });
  afterEach(async () => {
    router.app.server.closeAllConnections();
    await router.app.close();
    await upstream.stop();
  });

  const post = (body: string, path = "/v1/messages") =>
    fetch(base + path, { method: "POST", headers: { "content-type": "application/json" }, body });

  it("answers a message", async () => {
    const { data, response } = await client.messages.create(ASKED).withResponse();
    assert.deepEqual(data.content, [{ type: "text", text: "hello", citations: null }]);
    assert.deepEqual(
      [data.type, data.role, data.model, data.stop_reason],
      ["message", "assistant", "tiny", "end_turn"],
    );
    assert.deepEqual([data.usage.input_tokens, data.usage.output_tokens], [1, 1]);
    assert.equal(response.headers.get("x-plinth-target"), "upstream/*");
    assert.equal((data as { _request_id?: string })._request_id, response.headers.get("x-request-id"));
    assert.deepEqual(JSON.parse(upstream.seen[0]?.body ?? ""), {
      model: "tiny",
      messages: [{ role: "user", content: "hi" }],
      max_tokens: 50,
    });
    assert.equal(upstream.seen[0]?.url, "/v1/chat/completions");
  });

  it("keeps the client's key and dialect to itself", async () => {
    await client.messages.create(ASKED, { headers: { "anthropic-beta": "some-beta" } });
    const names = Object.keys(upstream.seen[0]?.headers ?? {});
    assert.deepEqual(
      names.filter((name) => /^(x-api-key|authorization|anthropic-.*)$/.test(name)),
      [],
    );
    assert.doesNotMatch(router.logs.join(""), /sk-client/);
  });

  it("calls tools and takes their results", async () => {
    upstream.answer = (response) => sendJson(response, 200, TOOL_COMPLETION);
    const first = await client.messages.create({
      ...ASKED,
      tools: [WEATHER],
      tool_choice: { type: "any", disable_parallel_tool_use: true },
    });
    assert.equal(first.stop_reason, "tool_use");
    assert.deepEqual(first.content.slice(1), [
      { type: "tool_use", id: "call_a", name: "weather", input: { city: "Bern" } },
      { type: "tool_use", id: "call_b", name: "clock", input: {} },
    ]);
    assert.deepEqual([first.usage.input_tokens, first.usage.cache_read_input_tokens], [10, 2]);
    const asked = JSON.parse(upstream.seen[0]?.body ?? "") as Record<string, unknown>;
    assert.deepEqual([asked["tool_choice"], asked["parallel_tool_calls"]], ["required", false]);
    assert.deepEqual(asked["tools"], [
      {
        type: "function",
        function: { name: "weather", description: "of a city", parameters: WEATHER.input_schema },
      },
    ]);
    await client.messages.create({
      ...ASKED,
      tools: [WEATHER],
      messages: [
        ...ASKED.messages,
        { role: "assistant", content: first.content },
        {
          role: "user",
          content: [
            { type: "tool_result", tool_use_id: "call_a", content: "sun" },
            { type: "tool_result", tool_use_id: "call_b", content: "broken", is_error: true },
            { type: "text", text: "and?" },
          ],
        },
      ],
    });
    const { messages } = JSON.parse(upstream.seen[1]?.body ?? "") as {
      messages: { role: string; content: unknown }[];
    };
    assert.deepEqual(
      messages.map(({ role, content }) => [role, content]),
      [
        ["user", "hi"],
        ["assistant", "let me see"],
        ["tool", "sun"],
        ["tool", "Error: broken"],
        ["user", "and?"],
      ],
    );
  });

  it("streams text", async () => {
    upstream.answer = (response) => {
      beginStream(response);
      response.end(chunk("hel") + chunk("lo") + chunk("", "length") + DONE);
    };
    const stream = client.messages.stream(ASKED);
    const pieces: string[] = [];
    stream.on("text", (text) => pieces.push(text));
    const message = await stream.finalMessage();
    assert.deepEqual(pieces, ["hel", "lo"]);
    assert.deepEqual([message.stop_reason, message.model], ["max_tokens", "tiny"]);
  });

  it("streams tool calls, block after block", async () => {
    upstream.answer = (response) => {
      beginStream(response);
      response.end(TOOL_STREAM);
    };
    const types: string[] = [];
    for await (const event of await client.messages.create({ ...ASKED, stream: true }))
      types.push(event.type);
    assert.deepEqual(types, [
      "message_start",
      ...["content_block_start", "content_block_delta", "content_block_delta", "content_block_stop"],
      ...["content_block_start", "content_block_delta", "content_block_delta", "content_block_stop"],
      ...["content_block_start", "content_block_delta", "content_block_stop"],
      "message_delta",
      "message_stop",
    ]);
    const message = await client.messages.stream(ASKED).finalMessage();
    assert.deepEqual(
      message.content.map((block) => (block.type === "tool_use" ? block.input : block.type)),
      ["text", { city: "Bern" }, {}],
    );
    assert.deepEqual(
      [message.stop_reason, message.usage.input_tokens, message.usage.output_tokens],
      ["tool_use", 10, 7],
    );
  });

  it("hands each event on when it comes", async () => {
    let goOn: () => void = () => undefined;
    upstream.answer = (response) => {
      beginStream(response);
      response.write(chunk("a"));
      goOn = () => response.end(chunk("b", "stop") + DONE);
    };
    let text = "";
    for await (const event of await client.messages.create({ ...ASKED, stream: true })) {
      if (event.type !== "content_block_delta" || event.delta.type !== "text_delta") continue;
      text += event.delta.text;
      // The rest comes only after the first piece is here.
      if (text === "a") goOn();
    }
    assert.equal(text, "ab");
  });

  for (const [name, end, type] of [
    ["is cut", (response) => response.destroy(), "api_error"],
    ["falls silent", () => undefined, "timeout_error"],
    [
      "ends with an error",
      (response) => response.end('data: {"error":{"message":"no","type":"rate_limit_exceeded"}}\n\n'),
      "rate_limit_error",
    ],
    ["turns to garbage", (response) => response.end("data: {oops\n\ndata: [DONE]\n\n"), "api_error"],
    [
      "calls a tool out of turn",
      (response) =>
        response.end(
          TOOL_STREAM.split("\n\n").slice(2, 6).join("\n\n") +
            "\n\n" +
            TOOL_STREAM.split("\n\n")[3] +
            "\n\n" +
            DONE,
        ),
      "api_error",
    ],
  ] as const satisfies readonly (readonly [string, (response: ServerResponse) => void, string])[]) {
    it(`ends in Anthropic's own error where the stream ${name}`, async () => {
      upstream.answer = (response) => {
        beginStream(response);
        response.write(chunk("half"), () => end(response));
      };
      const response = await post(JSON.stringify({ ...ASKED, stream: true }));
      assert.equal(response.status, 200);
      const text = await response.text();
      assert.match(
        text,
        new RegExp(`event: error\\ndata: {"type":"error","error":{"type":"${type}","message":"[^"]`),
      );
      assert.match(text.trimEnd().split("\n\n").at(-1) ?? "", /^event: error\n/);
      assert.doesNotMatch(text, /message_stop|\[DONE\]/);
      await assert.rejects(client.messages.stream(ASKED).finalMessage(), APIError);
    });
  }

  it("takes a client that leaves away from the upstream", async () => {
    const left = new Promise<void>((resolve) => {
      upstream.answer = (response) => {
        response.once("close", resolve);
        beginStream(response);
        response.write(chunk("a"));
      };
    });
    for await (const event of await client.messages.create({ ...ASKED, stream: true }))
      if (event.type === "content_block_delta") break;
    await left;
  });

  it("gives errors in Anthropic's own shape, before any route too", async () => {
    const refused: readonly [response: Response, status: number, type: string][] = [
      [await post("{"), 400, "invalid_request_error"],
      [await post(JSON.stringify({ ...ASKED, pad: "x".repeat(20_000) })), 413, "request_too_large"],
      [await fetch(`${base}/v1/messages`), 405, "invalid_request_error"],
      [await post("{}", "/v1/messages/count_tokens"), 404, "not_found_error"],
      [await post(JSON.stringify({ ...ASKED, max_tokens: -1 })), 400, "invalid_request_error"],
    ];
    for (const [response, status, type] of refused) {
      const body = (await response.json()) as { error: Record<string, unknown> };
      assert.deepEqual(Object.keys(body).sort(), ["error", "request_id", "type"]);
      assert.deepEqual(Object.keys(body.error).sort(), ["message", "type"]);
      assert.deepEqual([response.status, body.error["type"]], [status, type]);
    }
    assert.equal(upstream.seen.length, 0);
  });

  it("throws the client's own error classes", async () => {
    upstream.answer = (response) =>
      sendJson(response, 429, { error: { message: "slow down" } }, { "retry-after": "7" });
    await assert.rejects(client.messages.create(ASKED), (error: unknown) => {
      assert.ok(error instanceof RateLimitError);
      assert.equal(error.headers.get("retry-after"), "7");
      assert.equal(error.type, "rate_limit_error");
      return /slow down/.test(error.message);
    });
  });

  it("throws its class for what is not there", async () => {
    upstream.answer = (response) => sendJson(response, 404, { error: { message: "no such model" } });
    await assert.rejects(client.messages.create(ASKED), NotFoundError);
    await assert.rejects(
      client.messages.countTokens({ model: "tiny", messages: ASKED.messages }),
      NotFoundError,
    );
  });

  it("says where a call's arguments are no JSON", async () => {
    const broken = structuredClone(TOOL_COMPLETION);
    Object.assign(broken.choices[0]?.message.tool_calls[0]?.function ?? {}, { arguments: "{oops" });
    upstream.answer = (response) => sendJson(response, 200, broken);
    const response = await post(JSON.stringify(ASKED));
    assert.equal(response.status, 502);
    assert.match(
      await response.text(),
      /The arguments of a tool call has 5 characters that are no JSON object/,
    );
  });
});
