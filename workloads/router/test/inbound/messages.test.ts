import assert from "node:assert/strict";

import fc from "fast-check";

import { messagesFormat } from "../../src/inbound/messages/index.ts";
import { messagesProblem } from "../../src/inbound/messages/problem.ts";
import { chatCompletionBody } from "../../src/schemas/chat-completions.ts";
import { messagesBody } from "../../src/schemas/messages.ts";
import { chatStream, cut, eventsOf, translate } from "../helpers/inbound.ts";

const FACTS = { id: "0", createdAt: 0 };
const BODY = { model: "m", max_tokens: 9 };

const id = fc.stringMatching(/^[a-z]{1,8}$/);
const textBlock = fc.string().map((text) => ({ type: "text" as const, text }));
const image = fc.base64String({ minLength: 4 }).map((data) => ({
  type: "image" as const,
  source: { type: "base64", media_type: "image/png", data },
}));
const toolUse = fc.record({
  type: fc.constant("tool_use" as const),
  id,
  name: id,
  input: fc.dictionary(fc.string(), fc.jsonValue()),
});
const toolResult = fc.record({
  type: fc.constant("tool_result" as const),
  tool_use_id: id,
  content: fc.oneof(fc.string(), fc.array(fc.oneof(textBlock, image))),
});
const thinking = fc.record({ type: fc.constant("thinking" as const), thinking: fc.string(), signature: id });
const user = fc.record({
  role: fc.constant("user" as const),
  content: fc.oneof(fc.string(), fc.array(fc.oneof(textBlock, image, toolResult), { minLength: 1 })),
});
const assistant = fc.record({
  role: fc.constant("assistant" as const),
  content: fc.oneof(fc.string(), fc.array(fc.oneof(textBlock, toolUse, thinking), { minLength: 1 })),
});
const request = fc.record({
  model: fc.constant("m"),
  max_tokens: fc.integer({ min: 1 }),
  system: fc.oneof(fc.string(), fc.array(textBlock)),
  messages: fc.array(fc.oneof(user, assistant), { minLength: 1 }),
});

type Block = Record<string, unknown>;
type Message = { role: string; content: unknown; tool_calls?: Block[]; tool_call_id?: string };

/** Every text, picture, call and result of a list of blocks or parts, as a word each. */
function said(content: unknown): string[] {
  if (typeof content === "string") return content === "" ? [] : [`text ${content}`];
  return ((content ?? []) as Block[]).flatMap((block) => {
    if (block["type"] === "text") return said(block["text"]);
    if (block["type"] === "image") return [`image ${(block["source"] as { data: string }).data}`];
    if (block["type"] === "image_url")
      return [`image ${(block["image_url"] as { url: string }).url.split(",")[1]}`];
    if (block["type"] === "tool_use")
      return [`call ${String(block["id"])} ${JSON.stringify(block["input"])}`];
    return [];
  });
}

/** What an Anthropic message holds, texts of results apart as they may be joined. */
function asked({ content }: { content: unknown }): string[] {
  const results = Array.isArray(content) ? content.filter(({ type }: Block) => type === "tool_result") : [];
  const inner = (results as Block[]).flatMap(({ content: given }) => said(given));
  return [...said(content), ...inner].filter((word) => !word.startsWith("text "));
}

function sent({ content, tool_calls: calls = [] }: Message): string[] {
  const made = calls.map((call) => {
    const { arguments: given } = call["function"] as { arguments: string };
    return `call ${String(call["id"])} ${given}`;
  });
  return [...said(content), ...made].filter((word) => !word.startsWith("text "));
}

/** All letters that a conversation says, in any order of its blocks. */
function letters(words: readonly string[]): string {
  return [...words.join("").replaceAll("\n", "")].sort().join("");
}

function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (!Array.isArray(value)) return [];
  return (value as Block[]).flatMap((block) =>
    block["type"] === "text"
      ? [block["text"] as string]
      : block["type"] === "tool_result"
        ? textsOf(block["content"])
        : [],
  );
}

describe("inbound/messages", () => {
  it("keeps any conversation: every text, picture, call and result, in its place", () => {
    fc.assert(
      fc.property(request, (body) => {
        assert.ok(messagesBody.safeParse(body).success);
        const chat = messagesFormat.chatBody(body);
        assert.ok(chatCompletionBody.safeParse(chat).success, JSON.stringify(chat));
        const messages = chat["messages"] as Message[];
        assert.deepEqual(messages.flatMap(sent).sort(), body.messages.flatMap(asked).sort());
        const before = [...textsOf(body.system), ...body.messages.flatMap(({ content }) => textsOf(content))];
        assert.equal(letters(messages.flatMap(({ content }) => textsOf(content))), letters(before));
        const results = body.messages.flatMap(({ content }) =>
          Array.isArray(content)
            ? content.flatMap((block) => (block.type === "tool_result" ? [block.tool_use_id] : []))
            : [],
        );
        assert.deepEqual(
          messages.flatMap(({ role, tool_call_id: of }) => (role === "tool" ? [of] : [])),
          results,
        );
      }),
    );
  });

  it("gives the same events, however the upstream's are cut", () => {
    fc.assert(
      fc.property(chatStream, fc.array(fc.nat()), (bytes, places) => {
        const whole = translate(messagesFormat.answer(BODY, FACTS), [bytes]);
        assert.equal(translate(messagesFormat.answer(BODY, FACTS), cut(bytes, places)), whole);
      }),
    );
  });

  it("writes well-formed streams: blocks one after the other, each opened, filled and closed", () => {
    fc.assert(
      fc.property(chatStream, (bytes) => {
        const events = eventsOf(translate(messagesFormat.answer(BODY, FACTS), [bytes]));
        assert.equal(events[0]?.["type"], "message_start");
        assert.deepEqual(
          events.slice(-2).map(({ type }) => type),
          ["message_delta", "message_stop"],
        );
        let open: unknown;
        let count = 0;
        for (const { type, index } of events.slice(1, -2)) {
          if (type === "content_block_start") {
            assert.deepEqual([open, index], [undefined, count++]);
            open = index;
          } else assert.equal(index, open);
          if (type === "content_block_stop") open = undefined;
        }
        assert.equal(open, undefined);
      }),
    );
  });

  it("translates all that Anthropic's request says", () => {
    const schema = { type: "object", properties: { a: { type: "string" } } };
    const chat = messagesFormat.chatBody({
      ...BODY,
      system: [
        { type: "text", text: "a" },
        { type: "text", text: "b" },
      ],
      messages: [
        {
          role: "user",
          content: [
            {
              type: "document",
              title: "t.pdf",
              source: { type: "base64", media_type: "application/pdf", data: "AA==" },
            },
            { type: "document", source: { type: "text", data: "page" } },
          ],
        },
        {
          role: "assistant",
          content: [
            { type: "thinking", thinking: "hm", signature: "s" },
            { type: "tool_use", id: "1", name: "look", input: {} },
          ],
        },
        {
          role: "user",
          content: [
            {
              type: "tool_result",
              tool_use_id: "1",
              content: [{ type: "image", source: { type: "url", url: "https://a/b.png" } }],
            },
          ],
        },
        { role: "system", content: "be short" },
      ],
      stop_sequences: ["x"],
      top_k: 4,
      temperature: 0.5,
      stream: true,
      thinking: { type: "enabled", budget_tokens: 2000 },
      metadata: { user_id: "u" },
      tools: [{ name: "look", input_schema: schema }],
      tool_choice: { type: "tool", name: "look" },
      output_config: { format: { type: "json_schema", schema } },
    });
    assert.deepEqual(chat, {
      model: "m",
      messages: [
        { role: "system", content: "a\n\nb" },
        {
          role: "user",
          content: [
            { type: "file", file: { filename: "t.pdf", file_data: "data:application/pdf;base64,AA==" } },
            { type: "text", text: "page" },
          ],
        },
        {
          role: "assistant",
          content: "",
          tool_calls: [{ id: "1", type: "function", function: { name: "look", arguments: "{}" } }],
        },
        { role: "tool", tool_call_id: "1", content: "" },
        { role: "user", content: [{ type: "image_url", image_url: { url: "https://a/b.png" } }] },
        { role: "system", content: "be short" },
      ],
      max_tokens: 9,
      temperature: 0.5,
      top_k: 4,
      stop: ["x"],
      stream: true,
      tools: [{ type: "function", function: { name: "look", parameters: schema } }],
      tool_choice: { type: "function", function: { name: "look" } },
      response_format: { type: "json_schema", json_schema: { name: "answer", schema, strict: true } },
      user: "u",
    });
  });

  const endings: readonly [choice: object, reason: string, sequence: string | null][] = [
    [{ finish_reason: "stop", message: { content: "a" } }, "end_turn", null],
    [{ finish_reason: "stop", stop_reason: "X", message: { content: "a" } }, "stop_sequence", "X"],
    [
      {
        finish_reason: "stop",
        message: { tool_calls: [{ id: "1", function: { name: "f", arguments: "{}" } }] },
      },
      "tool_use",
      null,
    ],
    [{ finish_reason: "content_filter", message: { content: "" } }, "refusal", null],
    [{ finish_reason: "stop", message: { content: null, refusal: "no" } }, "refusal", null],
    [{ finish_reason: "something_new", message: { content: "a" } }, "end_turn", null],
  ];
  for (const [choice, reason, sequence] of endings) {
    it(`ends ${JSON.stringify(choice)} with ${reason}`, () => {
      const message = messagesFormat.answer(BODY, FACTS).complete({ choices: [choice] });
      assert.deepEqual([message["stop_reason"], message["stop_sequence"]], [reason, sequence]);
    });
  }

  it("keeps calls apart that a server numbers alike", () => {
    const call = (given: string): string =>
      JSON.stringify({
        choices: [
          { delta: { tool_calls: [{ index: 0, id: given, function: { name: "f", arguments: "{}" } }] } },
        ],
      });
    const answer = messagesFormat.answer(BODY, FACTS);
    const text = answer.chunk(call("a")) + answer.chunk(call("b")) + answer.end();
    const started = eventsOf(text).filter(({ type }) => type === "content_block_start");
    assert.deepEqual(
      started.map(({ content_block: block }) => (block as { id: string }).id),
      ["a", "b"],
    );
  });

  it("names errors in Anthropic's words", () => {
    const error = { message: "m", type: "t", param: null, code: null };
    const typeAt = (status?: number, code: string | null = null) =>
      (messagesProblem({ ...error, code }, status)["error"] as { type: string }).type;
    assert.deepEqual(
      [401, 404, 422, 429, 500, 503, 504].map((status) => typeAt(status)),
      [
        "authentication_error",
        "not_found_error",
        "invalid_request_error",
        "rate_limit_error",
        "api_error",
        "overloaded_error",
        "timeout_error",
      ],
    );
    assert.deepEqual(
      [typeAt(undefined, "upstream_stalled"), typeAt(undefined, "overloaded")],
      ["timeout_error", "overloaded_error"],
    );
  });
});
