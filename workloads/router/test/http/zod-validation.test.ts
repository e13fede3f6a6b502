import assert from "node:assert/strict";

import { toRequestError } from "../../src/http/zod-validation.ts";
import { chatCompletionBody } from "../../src/schemas/chat-completions.ts";
import type { RouterError } from "../../src/errors.ts";
import { CHAT } from "../helpers/router.ts";

function judge(body: unknown): RouterError | undefined {
  const { error } = chatCompletionBody.safeParse(body);
  return error === undefined ? undefined : toRequestError(error, body);
}

describe("http/zod-validation", () => {
  const wrong: readonly [name: string, body: unknown, param: string | null, code: string, message: RegExp][] =
    [
      [
        "no model",
        { messages: CHAT.messages },
        "model",
        "missing_required_parameter",
        /'model' is missing; it must be a string/,
      ],
      ["an empty model", { ...CHAT, model: "" }, "model", "invalid_value", /'model' is ""/],
      ["a model of the wrong type", { ...CHAT, model: 5 }, "model", "invalid_type", /'model' is 5/],
      ["no messages", { model: "a" }, "messages", "missing_required_parameter", /'messages' is missing/],
      [
        "no message",
        { ...CHAT, messages: [] },
        "messages",
        "invalid_value",
        /'messages' is an empty array; .* one message or more/,
      ],
      ["messages as text", { ...CHAT, messages: "hi" }, "messages", "invalid_type", /'messages' is "hi"/],
      [
        "a message as text",
        { ...CHAT, messages: ["hi"] },
        "messages[0]",
        "invalid_type",
        /it must be an object with a role/,
      ],
      [
        "a message without a role",
        { ...CHAT, messages: [...CHAT.messages, { content: "a" }] },
        "messages[1].role",
        "missing_required_parameter",
        /'messages\[1\]\.role' is missing/,
      ],
      [
        "content of the wrong type",
        { ...CHAT, messages: [{ role: "user", content: 5 }] },
        "messages[0].content",
        "invalid_type",
        /is 5; it must be a string, or an array of content parts/,
      ],
      [
        "negative max_tokens",
        { ...CHAT, max_tokens: -5 },
        "max_tokens",
        "invalid_value",
        /'max_tokens' is -5; .* integer of 0 or more/,
      ],
      [
        "a fraction of a token",
        { ...CHAT, max_tokens: 1.5 },
        "max_tokens",
        "invalid_value",
        /'max_tokens' is 1\.5/,
      ],
      [
        "temperature as text",
        { ...CHAT, temperature: "hot" },
        "temperature",
        "invalid_type",
        /'temperature' is "hot"/,
      ],
      ["top_p over 1", { ...CHAT, top_p: 2 }, "top_p", "invalid_value", /a number from 0 to 1/],
      ["stream as text", { ...CHAT, stream: "yes" }, "stream", "invalid_type", /true or false/],
      [
        "a stop of numbers",
        { ...CHAT, stop: [1] },
        "stop[0]",
        "invalid_type",
        /'stop\[0\]' is 1; it must be a string/,
      ],
      ["tools as an object", { ...CHAT, tools: {} }, "tools", "invalid_type", /'tools' is an object/],
      ["an array", [], null, "invalid_type", /^The body is an empty array; it must be a JSON object/],
      ["null", null, null, "invalid_type", /^The body is null/],
      ["nothing", undefined, null, "invalid_type", /^The body is missing/],
    ];
  for (const [name, body, param, code, message] of wrong) {
    it(`refuses ${name}`, () => {
      const error = judge(body);
      assert.ok(error);
      assert.equal(error.status, 400);
      assert.equal(error.param, param);
      assert.equal(error.code, code);
      assert.match(error.message, message);
    });
  }

  it("tells several mistakes in one message", () => {
    assert.match(judge({ ...CHAT, temperature: "hot", n: 0 })?.message ?? "", /'temperature' is .* 'n' is 0/);
  });

  it("does not quote a long text", () => {
    assert.match(
      judge({ ...CHAT, max_tokens: "x".repeat(500) })?.message ?? "",
      /'max_tokens' is a string of 500 characters/,
    );
  });

  it("judges a body of a million mistakes in no time", () => {
    const start = performance.now();
    assert.equal(judge({ ...CHAT, messages: Array(1_000_000).fill(1) })?.param, "messages[0]");
    assert.ok(performance.now() - start < 1000);
  });

  const right: readonly [name: string, extra: object][] = [
    [
      "null where OpenAI allows it",
      { max_tokens: null, temperature: null, stop: null, stream: null, tools: null },
    ],
    ["content parts", { messages: [{ role: "user", content: [{ type: "text", text: "a" }] }] }],
    [
      "tool calls without content",
      { messages: [{ role: "assistant", content: null, tool_calls: [{ id: "1" }] }] },
    ],
    ["roles and fields it does not know", { messages: [{ role: "developer", extra: 1 }], think: true }],
    ["a seed beyond what JavaScript counts exactly", { seed: 18446744073709552000 }],
  ];
  for (const [name, extra] of right) {
    it(`lets pass ${name}`, () => assert.equal(judge({ ...CHAT, ...extra }), undefined));
  }
});
