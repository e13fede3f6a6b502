import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";

import OpenAI, { APIError, BadRequestError, RateLimitError } from "openai";

import { TOOL_COMPLETION, TOOL_STREAM } from "../helpers/chat-stream.ts";
import { beginStream, chunk, DONE, FakeUpstream, sendJson } from "../helpers/fake-upstream.ts";
import { testRouter } from "../helpers/router.ts";
import type { TestRouter } from "../helpers/router.ts";

const ASKED = { model: "tiny", input: "hi" };
const WEATHER = {
  type: "function" as const,
  name: "weather",
  parameters: { type: "object", properties: { city: { type: "string" } } },
  strict: false,
};

describe("routes/responses, with the official openai client", () => {
  let upstream: FakeUpstream;
  let router: TestRouter;
  let base: string;
  let client: OpenAI;
  beforeEach(async () => {
    upstream = await FakeUpstream.start();
    router = testRouter(upstream.url, { ROUTER_STALL_TIMEOUT_SECONDS: "0.2" });
    base = await router.listen();
    client = new OpenAI({ baseURL: `${base}/v1`, apiKey: "anything", maxRetries: 0 });
  });
  afterEach(async () => {
    router.app.server.closeAllConnections();
    await router.app.close();
    await upstream.stop();
  });

  const sent = (index = 0) => JSON.parse(upstream.seen[index]?.body ?? "") as Record<string, unknown>;

  it("answers", async () => {
    const { data, response } = await client.responses
      .create({ ...ASKED, instructions: "be kind", max_output_tokens: 9, metadata: { a: "b" } })
      .withResponse();
    assert.equal(data.output_text, "hello");
    assert.deepEqual(
      [data.object, data.status, data.model, data.instructions],
      ["response", "completed", "tiny", "be kind"],
    );
    assert.deepEqual([data.usage?.input_tokens, data.usage?.total_tokens, data.metadata], [1, 2, { a: "b" }]);
    assert.equal(response.headers.get("x-plinth-target"), "upstream/*");
    assert.deepEqual(sent(), {
      model: "tiny",
      messages: [
        { role: "system", content: "be kind" },
        { role: "user", content: "hi" },
      ],
      max_tokens: 9,
    });
    assert.equal(upstream.seen[0]?.url, "/v1/chat/completions");
  });

  it("calls functions and takes their outputs", async () => {
    upstream.answer = (response) => sendJson(response, 200, TOOL_COMPLETION);
    const first = await client.responses.create({
      ...ASKED,
      tools: [WEATHER],
      tool_choice: { type: "function", name: "weather" },
    });
    const calls = first.output.filter((item) => item.type === "function_call");
    assert.deepEqual(
      calls.map(({ call_id, name, arguments: given }) => [call_id, name, given]),
      [
        ["call_a", "weather", '{"city":"Bern"}'],
        ["call_b", "clock", ""],
      ],
    );
    assert.deepEqual(sent()["tool_choice"], { type: "function", function: { name: "weather" } });
    await client.responses.create({
      ...ASKED,
      input: [
        { role: "user", content: "hi" },
        ...first.output,
        { type: "function_call_output", call_id: "call_a", output: "sun" },
      ] as OpenAI.Responses.ResponseInput,
    });
    const messages = sent(1)["messages"] as { role: string; content: unknown; tool_calls?: unknown[] }[];
    assert.deepEqual(
      messages.map(({ role, content, tool_calls: made }) => [role, content, made?.length]),
      [
        ["user", "hi", undefined],
        ["assistant", "let me see", 2],
        ["tool", "sun", undefined],
      ],
    );
  });

  it("parses an answer in a schema", async () => {
    upstream.answer = (response) =>
      sendJson(response, 200, {
        model: "tiny",
        choices: [{ index: 0, finish_reason: "stop", message: { content: '{"a":1}' } }],
      });
    const schema = { type: "object", properties: { a: { type: "integer" } } };
    const answer = await client.responses.create({
      ...ASKED,
      text: { format: { type: "json_schema", name: "shape", schema, strict: true } },
    });
    assert.deepEqual(JSON.parse(answer.output_text), { a: 1 });
    assert.deepEqual(sent()["response_format"], {
      type: "json_schema",
      json_schema: { name: "shape", schema, strict: true },
    });
  });

  it("streams text, in OpenAI's order and with sequence numbers", async () => {
    upstream.answer = (response) => {
      beginStream(response);
      response.end(chunk("hel") + chunk("lo") + chunk("", "stop") + DONE);
    };
    const events: OpenAI.Responses.ResponseStreamEvent[] = [];
    for await (const event of await client.responses.create({ ...ASKED, stream: true })) events.push(event);
    assert.deepEqual(
      events.map(({ type }) => type.replace("response.", "")),
      [
        "created",
        "in_progress",
        "output_item.added",
        "content_part.added",
        "output_text.delta",
        "output_text.delta",
        "output_text.done",
        "content_part.done",
        "output_item.done",
        "completed",
      ],
    );
    assert.deepEqual(
      events.map(({ sequence_number: number }) => number),
      [...events.keys()],
    );
    const last = events.at(-1);
    assert.ok(last?.type === "response.completed");
    assert.equal(last.response.status, "completed");
    const [item] = last.response.output;
    assert.ok(item?.type === "message" && item.content[0]?.type === "output_text");
    assert.equal(item.content[0].text, "hello");
  });

  it("streams function calls to the client's own accumulator", async () => {
    upstream.answer = (response) => {
      beginStream(response);
      response.end(TOOL_STREAM);
    };
    const stream = client.responses.stream({ ...ASKED, tools: [WEATHER] });
    const pieces: string[] = [];
    stream.on("response.function_call_arguments.delta", ({ delta }) => pieces.push(delta));
    const answer = await stream.finalResponse();
    assert.deepEqual(pieces, ['{"city":', '"Bern"}', "{}"]);
    assert.deepEqual(
      answer.output.map(({ type }) => type),
      ["message", "function_call", "function_call"],
    );
    assert.equal(answer.output_text, "let me see");
    assert.deepEqual([answer.usage?.input_tokens, answer.usage?.input_tokens_details.cached_tokens], [12, 2]);
  });

  it("says when an answer is incomplete", async () => {
    upstream.answer = (response) => {
      beginStream(response);
      response.end(chunk("hel") + chunk("", "length") + DONE);
    };
    const events: OpenAI.Responses.ResponseStreamEvent[] = [];
    for await (const event of await client.responses.create({ ...ASKED, stream: true })) events.push(event);
    const last = events.at(-1);
    assert.ok(last?.type === "response.incomplete");
    assert.deepEqual(last.response.incomplete_details, { reason: "max_output_tokens" });
  });

  const breaks: readonly [name: string, end: (response: ServerResponse) => unknown, code: string][] = [
    ["is cut", (response) => response.destroy(), "upstream_connection_lost"],
    ["falls silent", () => undefined, "upstream_stalled"],
    [
      "ends with an error",
      (response) => response.end('data: {"error":{"message":"no","type":"t","code":"overloaded"}}\n\n'),
      "overloaded",
    ],
    ["turns to garbage", (response) => response.end(`data: {oops\n\n${DONE}`), "upstream_invalid_response"],
  ];
  for (const [name, end, code] of breaks) {
    it(`ends in response.failed and an error where the stream ${name}`, async () => {
      upstream.answer = (response) => {
        beginStream(response);
        response.write(chunk("half"), () => end(response));
      };
      const seen: OpenAI.Responses.ResponseStreamEvent[] = [];
      await assert.rejects(
        async () => {
          for await (const event of await client.responses.create({ ...ASKED, stream: true }))
            seen.push(event);
        },
        (error: unknown) => error instanceof APIError && error.code === code,
      );
      const last = seen.at(-1);
      assert.ok(last?.type === "response.failed");
      assert.deepEqual([last.response.status, last.response.error?.code], ["failed", code]);
    });
  }

  it("gives errors before the stream in OpenAI's shape, with the client's own classes", async () => {
    upstream.answer = (response) => sendJson(response, 429, { error: { message: "slow down" } });
    await assert.rejects(client.responses.create({ ...ASKED, stream: true }), RateLimitError);
  });

  it("counts what it translates", async () => {
    await client.responses.create(ASKED);
    const metrics = await (await fetch(`${base}/metrics`)).text();
    assert.match(metrics, /tokens_total\{model="\*",target="upstream\/\*",kind="answer"\} 1/);
    assert.match(router.logs.join(""), /"route":"\/v1\/responses"/);
  });

  it("keeps no responses, and says so", async () => {
    for (const call of [
      client.responses.retrieve("resp_1"),
      client.responses.delete("resp_1"),
      client.responses.cancel("resp_1"),
    ])
      await assert.rejects(
        call,
        (error: unknown) => error instanceof BadRequestError && /keeps no responses/.test(error.message),
      );
  });

  const refused: readonly [name: string, body: object, param: string, message: RegExp][] = [
    [
      "a response before it",
      { previous_response_id: "resp_1" },
      "previous_response_id",
      /keeps no responses/,
    ],
    ["to be kept", { store: true }, "store", /set it to false/],
    ["the background", { background: true }, "background", /while the client waits/],
    ["a conversation", { conversation: "conv_1" }, "conversation", /whole conversation/],
    [
      "a hosted tool",
      { tools: [{ type: "web_search" }] },
      "tools[0].type",
      /is "web_search"; the router runs no tools/,
    ],
    ["input to be cut", { truncation: "auto" }, "truncation", /"disabled"/],
    ["an item by its id", { input: [{ type: "item_reference", id: "a" }] }, "input[0]", /keeps none/],
    ["an item of a hosted tool", { input: [{ type: "computer_call" }] }, "input[0].type", /"computer_call"/],
    [
      "a file by its id",
      { input: [{ role: "user", content: [{ type: "input_image", file_id: "f" }] }] },
      "input[0].content[0].image_url",
      /keeps no files/,
    ],
    ["no input", { input: undefined }, "input", /'input' is missing/],
    ["a negative limit", { max_output_tokens: -1 }, "max_output_tokens", /1 or more/],
    [
      "parameters that are no schema",
      { tools: [{ ...WEATHER, parameters: { properties: [] } }] },
      "tools[0].parameters.properties",
      /JSON schemas/,
    ],
    [
      "a call without an id",
      { input: [{ type: "function_call", name: "f", arguments: "" }] },
      "input[0].call_id",
      /'input\[0\]\.call_id' is missing/,
    ],
    [
      "a role that is none",
      { input: [{ role: "tool", content: "a" }] },
      "input[0].role",
      /user, assistant, system or developer/,
    ],
  ];
  for (const [name, body, param, message] of refused) {
    it(`refuses ${name}, before the upstream is asked`, async () => {
      await assert.rejects(
        client.responses.create({ ...ASKED, ...body } as OpenAI.Responses.ResponseCreateParamsNonStreaming),
        (error: unknown) => {
          assert.ok(error instanceof BadRequestError);
          assert.equal(error.param, param);
          return message.test(error.message);
        },
      );
      assert.equal(upstream.seen.length, 0);
    });
  }
});
