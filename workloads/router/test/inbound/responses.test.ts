import assert from "node:assert/strict";

import fc from "fast-check";

import { responsesFormat } from "../../src/inbound/responses/index.ts";
import { chatCompletionBody } from "../../src/schemas/chat-completions.ts";
import { responsesBody } from "../../src/schemas/responses.ts";
import { chatStream, cut, eventsOf, translate } from "../helpers/inbound.ts";

const FACTS = { id: "0", createdAt: 0 };
const BODY = { model: "m", input: "a" };

const id = fc.stringMatching(/^[a-z]{1,8}$/);
const inputText = fc.string().map((text) => ({ type: "input_text" as const, text }));
const image = fc
  .webUrl()
  .map((url) => ({ type: "input_image" as const, image_url: url, detail: "auto" as const }));
const user = fc.record({
  role: fc.constant("user" as const),
  content: fc.oneof(fc.string(), fc.array(fc.oneof(inputText, image), { minLength: 1 })),
});
const others = fc.record({
  type: fc.constant("message" as const),
  role: fc.constantFrom("assistant" as const, "system" as const, "developer" as const),
  content: fc.oneof(
    fc.string(),
    fc.array(fc.string().map((text) => ({ type: "output_text" as const, text }))),
  ),
});
const call = fc.record({
  type: fc.constant("function_call" as const),
  call_id: id,
  name: id,
  arguments: fc.string(),
});
const output = fc.record({
  type: fc.constant("function_call_output" as const),
  call_id: id,
  output: fc.string(),
});
const reasoning = fc.record({ type: fc.constant("reasoning" as const), id, summary: fc.constant([]) });
const request = fc.record({
  model: fc.constant("m"),
  instructions: fc.oneof(fc.constant(null), fc.string({ minLength: 1 })),
  input: fc.oneof(fc.string(), fc.array(fc.oneof(user, others, call, output, reasoning))),
});

type Block = Record<string, unknown>;
type Message = { role: string; content: unknown; tool_calls?: Block[]; tool_call_id?: string };

/** A conversation as words in their order: who said what, which picture, which call, which output. */
function words(role: string, content: unknown): string[] {
  if (typeof content === "string") return [`${role} ${content}`];
  const parts = (content ?? []) as Block[];
  if (role !== "user") return [`${role} ${parts.map(({ text }) => String(text)).join("")}`];
  return parts.map((part) => {
    const url = (part["image_url"] as { url?: string } | undefined)?.url ?? part["image_url"];
    return `${role} ${String(url ?? part["text"])}`;
  });
}

function asked({ instructions, input }: { instructions: string | null; input: string | Block[] }): string[] {
  const items = typeof input === "string" ? [{ role: "user", content: input }] : input;
  const said = items.flatMap((item: Block): string[] => {
    if (item["type"] === "function_call")
      return [`call ${String(item["call_id"])} ${String(item["arguments"])}`];
    if (item["type"] === "function_call_output")
      return [`output ${String(item["call_id"])} ${String(item["output"])}`];
    if (item["type"] === "reasoning") return [];
    const role = item["role"] === "developer" ? "system" : String(item["role"]);
    return words(role, item["content"]);
  });
  return instructions === null ? said : [`system ${instructions}`, ...said];
}

function sent({ role, content, tool_calls: calls = [], tool_call_id: of }: Message): string[] {
  if (role === "tool") return [`output ${of} ${String(content)}`];
  const made = calls.map(
    (made) => `call ${String(made["id"])} ${(made["function"] as { arguments: string }).arguments}`,
  );
  return [...(content === null ? [] : words(role, content)), ...made];
}

describe("inbound/responses", () => {
  it("keeps any conversation: every text, picture, call and output, in its order", () => {
    fc.assert(
      fc.property(request, (body) => {
        assert.ok(responsesBody.safeParse(body).success);
        const chat = responsesFormat.chatBody(body);
        const empty = (chat["messages"] as unknown[]).length === 0;
        assert.ok(empty || chatCompletionBody.safeParse(chat).success, JSON.stringify(chat));
        assert.deepEqual((chat["messages"] as Message[]).flatMap(sent), asked(body));
      }),
    );
  });

  it("gives the same events, however the upstream's are cut", () => {
    fc.assert(
      fc.property(chatStream, fc.array(fc.nat()), (bytes, places) => {
        const whole = translate(responsesFormat.answer(BODY, FACTS), [bytes]);
        assert.equal(translate(responsesFormat.answer(BODY, FACTS), cut(bytes, places)), whole);
      }),
    );
  });

  it("ends every stream with all that its events said", () => {
    fc.assert(
      fc.property(chatStream, (bytes) => {
        const events = eventsOf(translate(responsesFormat.answer(BODY, FACTS), [bytes]));
        assert.deepEqual(
          events.map(({ sequence_number: number }) => number),
          [...events.keys()],
        );
        assert.deepEqual(
          events.slice(0, 2).map(({ type }) => type),
          ["response.created", "response.in_progress"],
        );
        const done = events.filter(({ type }) => type === "response.output_item.done");
        const last = events.at(-1);
        assert.equal(last?.["type"], "response.completed");
        assert.deepEqual(
          (last["response"] as { output: unknown }).output,
          done.map(({ item }) => item),
        );
        const pieces = events.filter(({ type }) => String(type).endsWith(".delta")).map(({ delta }) => delta);
        const texts = (done as { item: { arguments?: string; content?: { text: string }[] } }[]).map(
          ({ item }) => item.arguments ?? item.content?.[0]?.text,
        );
        assert.equal(texts.join(""), pieces.join(""));
      }),
    );
  });

  it("translates all that a request says", () => {
    const schema = { type: "object" };
    const chat = responsesFormat.chatBody({
      model: "m",
      input: [
        {
          role: "user",
          content: [{ type: "input_file", filename: "a.pdf", file_data: "data:application/pdf;base64,AA==" }],
        },
        { type: "function_call", call_id: "1", name: "look", arguments: "{}" },
        {
          type: "function_call_output",
          call_id: "1",
          output: [
            { type: "input_text", text: "see" },
            { type: "input_image", image_url: "https://a/b.png" },
          ],
        },
        { role: "assistant", content: [{ type: "refusal", refusal: "no" }] },
      ],
      tools: [{ type: "function", name: "look", description: "d", parameters: schema, strict: true }],
      tool_choice: "required",
      parallel_tool_calls: false,
      text: { format: { type: "json_object" }, verbosity: "low" },
      reasoning: { effort: "high" },
      include: ["message.output_text.logprobs"],
      top_logprobs: 2,
      temperature: 0,
      stream: true,
      store: false,
      user: "u",
    });
    assert.deepEqual(chat, {
      model: "m",
      messages: [
        {
          role: "user",
          content: [
            { type: "file", file: { filename: "a.pdf", file_data: "data:application/pdf;base64,AA==" } },
          ],
        },
        {
          role: "assistant",
          content: null,
          tool_calls: [{ id: "1", type: "function", function: { name: "look", arguments: "{}" } }],
        },
        { role: "tool", tool_call_id: "1", content: "see" },
        { role: "user", content: [{ type: "image_url", image_url: { url: "https://a/b.png" } }] },
        { role: "assistant", content: "", refusal: "no" },
      ],
      temperature: 0,
      stream: true,
      tools: [
        { type: "function", function: { name: "look", description: "d", parameters: schema, strict: true } },
      ],
      tool_choice: "required",
      parallel_tool_calls: false,
      response_format: { type: "json_object" },
      verbosity: "low",
      reasoning_effort: "high",
      logprobs: true,
      top_logprobs: 2,
      user: "u",
    });
  });

  it("gives probabilities and refusals where a completion has them", () => {
    const logprobs = { content: [{ token: "a", logprob: -1, bytes: [97], top_logprobs: [] }] };
    const message = { content: "a", refusal: "b" };
    const whole = responsesFormat
      .answer(BODY, FACTS)
      .complete({ choices: [{ message, logprobs, finish_reason: "content_filter" }] });
    const contents = (whole["output"] as { content: unknown[] }[]).flatMap(({ content }) => content);
    assert.deepEqual(contents, [
      { type: "output_text", text: "a", annotations: [], logprobs: logprobs.content },
      { type: "refusal", refusal: "b" },
    ]);
    assert.deepEqual(
      [whole["status"], whole["incomplete_details"]],
      ["incomplete", { reason: "content_filter" }],
    );
    const stream = responsesFormat.answer(BODY, FACTS);
    const text = stream.chunk(JSON.stringify({ choices: [{ delta: message, logprobs }] })) + stream.end();
    const types = eventsOf(text).map(({ type }) => type);
    assert.ok(types.includes("response.refusal.delta") && types.includes("response.refusal.done"));
  });
});
