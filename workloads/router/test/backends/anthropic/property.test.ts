import assert from "node:assert/strict";

import fc from "fast-check";
import * as z from "zod";

import { anthropic } from "../../../src/backends/anthropic/index.ts";
import type { Translation } from "../../../src/backends/wire-format.ts";
import { conversations, saidIn, toolList } from "../../helpers/chat-requests.ts";
import type { Said } from "../../helpers/chat-requests.ts";
import { callOf } from "../../helpers/provider.ts";

type Json = Readonly<Record<string, unknown>>;

const textBlock = z.strictObject({ type: z.literal("text"), text: z.string().min(1) });
const imageBlock = z.strictObject({
  type: z.literal("image"),
  source: z.discriminatedUnion("type", [
    z.strictObject({
      type: z.literal("base64"),
      media_type: z.enum(["image/jpeg", "image/png", "image/gif", "image/webp"]),
      data: z.base64(),
    }),
    z.strictObject({ type: z.literal("url"), url: z.url({ protocol: /^https$/ }) }),
  ]),
});
const id = z.string().regex(/^[a-zA-Z0-9_-]+$/);
const toolUse = z.strictObject({
  type: z.literal("tool_use"),
  id,
  name: z.string().regex(/^[a-zA-Z0-9_-]{1,128}$/),
  input: z.record(z.string(), z.unknown()),
});
const toolResult = z.strictObject({
  type: z.literal("tool_result"),
  tool_use_id: id,
  content: z
    .array(z.union([textBlock, imageBlock]))
    .min(1)
    .optional(),
});
const alone = { disable_parallel_tool_use: z.boolean().optional() };

/** The body of `POST /v1/messages`, as the API's reference describes it. */
const body = z.strictObject({
  model: z.string().min(1),
  max_tokens: z.int().min(0),
  system: z.array(textBlock).min(1).optional(),
  messages: z
    .array(
      z.discriminatedUnion("role", [
        z.strictObject({
          role: z.literal("user"),
          content: z.array(z.union([textBlock, imageBlock, toolResult])).min(1),
        }),
        z.strictObject({
          role: z.literal("assistant"),
          content: z.array(z.union([textBlock, toolUse])).min(1),
        }),
      ]),
    )
    .min(1)
    .refine((messages) => messages.every(({ role }, i) => role !== messages[i - 1]?.role), "turns by turns"),
  tools: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-zA-Z0-9_-]{1,128}$/),
        description: z.string().optional(),
        input_schema: z.looseObject({ type: z.literal("object") }),
        strict: z.boolean().optional(),
      }),
    )
    .min(1)
    .optional(),
  tool_choice: z
    .discriminatedUnion("type", [
      z.strictObject({ type: z.literal("auto"), ...alone }),
      z.strictObject({ type: z.literal("any"), ...alone }),
      z.strictObject({ type: z.literal("tool"), name: z.string(), ...alone }),
      z.strictObject({ type: z.literal("none") }),
    ])
    .optional(),
  stop_sequences: z.array(z.string().regex(/\S/)).min(1).optional(),
  temperature: z.number().min(0).max(1).optional(),
  top_p: z.number().min(0).max(1).optional(),
  thinking: z.strictObject({ type: z.literal("adaptive"), display: z.literal("summarized") }).optional(),
  output_config: z
    .strictObject({
      effort: z.enum(["low", "medium", "high", "xhigh", "max"]).optional(),
      format: z
        .strictObject({ type: z.literal("json_schema"), schema: z.record(z.string(), z.unknown()) })
        .optional(),
    })
    .optional(),
  metadata: z.strictObject({ user_id: z.string() }).optional(),
  stream: z.literal(true).optional(),
});

const settings = fc.record(
  {
    max_tokens: fc.nat({ max: 100_000 }),
    temperature: fc.double({ min: 0, max: 1, noNaN: true }),
    top_p: fc.double({ min: 0, max: 1, noNaN: true }),
    stop: fc.oneof(
      fc.constant("END"),
      fc.array(fc.constantFrom("a", "b b"), { maxLength: 3 }),
      fc.constant(null),
    ),
    n: fc.constant(1),
    seed: fc.integer(),
    user: fc.string({ maxLength: 5 }),
    stream: fc.boolean(),
    tools: toolList,
    tool_choice: fc.constantFrom("auto", "none", "required"),
    parallel_tool_calls: fc.boolean(),
    reasoning_effort: fc.constantFrom("none", "minimal", "low", "medium", "high", "xhigh"),
    response_format: fc.constantFrom(
      { type: "text" },
      { type: "json_schema", json_schema: { name: "x", schema: { type: "object" } } },
    ),
    metadata: fc.constant({ a: "b" }),
    logprobs: fc.constant(false),
  },
  { requiredKeys: [] },
);

function request(json: Json): Json {
  return JSON.parse(String(anthropic().request(callOf(json, { model: "claude-sonnet-5" })).body)) as Json;
}

/** What a body of the Messages API says. */
function saidBy({ system = [], messages }: z.output<typeof body>): Said[] {
  const said: Said[] = system.map(({ text }) => ["system", text]);
  for (const { role, content } of messages)
    for (const block of content)
      if (block.type === "text") said.push([role, block.text]);
      else if (block.type === "tool_use") said.push(["call", block.id, block.name, block.input]);
      else if (block.type === "image")
        said.push([
          "image",
          block.source.type === "url"
            ? block.source.url
            : `data:${block.source.media_type};base64,${block.source.data}`,
        ]);
      else {
        const texts = (block.content ?? []).map((part) => (part.type === "text" ? part.text : ""));
        said.push(["result", block.tool_use_id, texts.join("")]);
      }
  return said;
}

describe("backends/anthropic, any request", () => {
  it("becomes a valid one of the Messages API that says the same", () => {
    fc.assert(
      fc.property(conversations({ images: true, tools: true }), settings, (messages, more) => {
        const sent = body.parse(request({ model: "m", messages, ...more }));
        assert.deepEqual(saidBy(sent), saidIn(messages));
        assert.equal(sent.max_tokens, more.max_tokens ?? 8192);
        assert.equal(sent.temperature, more.temperature);
        assert.equal(sent.tools?.length, more.tools?.length);
        assert.equal(sent.stream, more.stream === true ? true : undefined);
      }),
      { numRuns: 300 },
    );
  });

  it("gets an answer that, sent back, is the same again", () => {
    const text = fc.string({ minLength: 1 }).map((value) => ({ type: "text", text: value }));
    const use = fc
      .tuple(fc.uuid(), fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true, maxKeys: 3 }))
      .map(([key, input]) => ({ type: "tool_use", id: `toolu_${key}`, name: "f", input }));
    const thinking = fc.record({
      type: fc.constant("thinking"),
      thinking: fc.string({ minLength: 1 }),
      signature: fc.string(),
    });
    const blocks = fc
      .tuple(
        fc.array(thinking, { maxLength: 2 }),
        fc.array(text, { maxLength: 1 }),
        fc.array(use, { maxLength: 3 }),
      )
      .map((kinds) => kinds.flat())
      .filter((list) => list.some(({ type }) => type !== "thinking"));
    fc.assert(
      fc.property(blocks, (content) => {
        const translation = anthropic().translation?.(callOf({})) as Translation;
        const answer = { content, stop_reason: "end_turn", usage: { input_tokens: 1, output_tokens: 1 } };
        const { choices } = translation.complete(answer) as { choices: { message: Json }[] };
        const back = request({
          messages: [{ role: "user", content: "hi" }, choices[0]?.message],
        }) as { messages: { content: unknown }[] };
        assert.deepEqual(back.messages[1]?.content, JSON.parse(JSON.stringify(content)));
      }),
    );
  });
});
