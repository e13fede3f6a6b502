import assert from "node:assert/strict";

import fc from "fast-check";
import * as z from "zod";

import { gemini } from "../../../src/backends/gemini/index.ts";
import type { Translation } from "../../../src/backends/wire-format.ts";
import { conversations, saidIn, toolList } from "../../helpers/chat-requests.ts";
import type { Said } from "../../helpers/chat-requests.ts";
import { callOf } from "../../helpers/provider.ts";

type Json = Readonly<Record<string, unknown>>;

const NAME = /^[A-Za-z_][\w.:-]{0,127}$/;
const textPart = z.strictObject({ text: z.string().min(1) });
const inlineData = z.strictObject({ mimeType: z.string().regex(/^\w+\/[\w.+-]+$/), data: z.base64() });
const userPart = z.union([
  textPart,
  z.strictObject({ inlineData }),
  z.strictObject({
    fileData: z.strictObject({ fileUri: z.url({ protocol: /^https$/ }), mimeType: z.string() }),
  }),
  z.strictObject({
    functionResponse: z.strictObject({
      id: z.string(),
      name: z.string().regex(NAME),
      response: z.strictObject({ output: z.string() }),
    }),
  }),
]);
const modelPart = z.union([
  textPart,
  z.strictObject({
    functionCall: z.strictObject({
      id: z.string(),
      name: z.string().regex(NAME),
      args: z.record(z.string(), z.unknown()),
    }),
    thoughtSignature: z.string().optional(),
  }),
]);

/** The body of `generateContent`, as the API's reference describes it. */
const body = z.strictObject({
  systemInstruction: z.strictObject({ parts: z.array(textPart).min(1) }).optional(),
  contents: z
    .array(
      z.discriminatedUnion("role", [
        z.strictObject({ role: z.literal("user"), parts: z.array(userPart).min(1) }),
        z.strictObject({ role: z.literal("model"), parts: z.array(modelPart).min(1) }),
      ]),
    )
    .min(1)
    .refine((contents) => contents.every(({ role }, i) => role !== contents[i - 1]?.role), "turns by turns"),
  tools: z
    .tuple([
      z.strictObject({
        functionDeclarations: z
          .array(
            z.strictObject({
              name: z.string().regex(NAME),
              description: z.string().optional(),
              parametersJsonSchema: z.looseObject({ type: z.literal("object") }),
            }),
          )
          .min(1),
      }),
    ])
    .optional(),
  toolConfig: z
    .strictObject({
      functionCallingConfig: z.strictObject({ mode: z.enum(["AUTO", "ANY", "NONE", "VALIDATED"]) }),
    })
    .optional(),
  generationConfig: z
    .strictObject({
      maxOutputTokens: z.int().optional(),
      temperature: z.number().min(0).max(2).optional(),
      topP: z.number().optional(),
      stopSequences: z.array(z.string()).min(1).max(5).optional(),
      candidateCount: z.int().min(1).max(8).optional(),
      seed: z.int32().optional(),
      presencePenalty: z.number().min(-2).max(2).optional(),
      frequencyPenalty: z.number().min(-2).max(2).optional(),
      responseLogprobs: z.literal(true).optional(),
      logprobs: z.int().min(0).max(20).optional(),
      responseMimeType: z.literal("application/json").optional(),
      responseJsonSchema: z.record(z.string(), z.unknown()).optional(),
      thinkingConfig: z
        .strictObject({
          thinkingLevel: z.enum(["MINIMAL", "LOW", "MEDIUM", "HIGH"]),
          includeThoughts: z.literal(true).optional(),
        })
        .optional(),
    })
    .optional(),
});

const settings = fc.record(
  {
    max_tokens: fc.nat({ max: 100_000 }),
    temperature: fc.double({ min: 0, max: 2, noNaN: true }),
    top_p: fc.double({ min: 0, max: 1, noNaN: true }),
    stop: fc.oneof(
      fc.constant("END"),
      fc.array(fc.constantFrom("a", " "), { maxLength: 3 }),
      fc.constant(null),
    ),
    n: fc.integer({ min: 1, max: 8 }),
    seed: fc.integer(),
    presence_penalty: fc.double({ min: -2, max: 2, noNaN: true }),
    frequency_penalty: fc.double({ min: -2, max: 2, noNaN: true }),
    logprobs: fc.boolean(),
    top_logprobs: fc.nat({ max: 20 }),
    stream: fc.boolean(),
    tools: toolList,
    tool_choice: fc.constantFrom("auto", "none", "required"),
    reasoning_effort: fc.constantFrom("none", "minimal", "low", "medium", "high", "xhigh"),
    response_format: fc.constantFrom(
      { type: "text" },
      { type: "json_object" },
      { type: "json_schema", json_schema: { name: "x", schema: { type: "object" } } },
    ),
    user: fc.string(),
  },
  { requiredKeys: [] },
);

function request(json: Json): Json {
  return JSON.parse(String(gemini().request(callOf(json, { model: "gemini-3.5-flash" })).body)) as Json;
}

/** What a body of `generateContent` says. */
function saidBy({ systemInstruction, contents }: z.output<typeof body>): Said[] {
  const said: Said[] = (systemInstruction?.parts ?? []).map(({ text }) => ["system", text]);
  for (const { role, parts } of contents)
    for (const part of parts)
      if ("text" in part) said.push([role === "model" ? "assistant" : "user", part.text]);
      else if ("functionCall" in part)
        said.push(["call", part.functionCall.id, part.functionCall.name, part.functionCall.args]);
      else if ("functionResponse" in part)
        said.push(["result", part.functionResponse.id, part.functionResponse.response.output]);
      else if ("fileData" in part) said.push(["image", part.fileData.fileUri]);
      else said.push(["image", `data:${part.inlineData.mimeType};base64,${part.inlineData.data}`]);
  return said;
}

describe("backends/gemini, any request", () => {
  it("becomes a valid one of the Gemini API that says the same", () => {
    fc.assert(
      fc.property(conversations({ images: true, tools: true }), settings, (messages, more) => {
        const sent = body.parse(request({ model: "m", messages, ...more }));
        assert.deepEqual(saidBy(sent), saidIn(messages));
        const config = sent.generationConfig ?? {};
        assert.equal(config.maxOutputTokens, more.max_tokens);
        assert.equal(config.temperature, more.temperature === undefined ? undefined : more.temperature + 0);
        assert.equal(config.candidateCount, more.n);
        assert.equal(config.seed, more.seed);
        assert.equal(sent.tools?.[0].functionDeclarations.length, more.tools?.length);
      }),
      { numRuns: 300 },
    );
  });

  it("gets an answer that, sent back, is the same again", () => {
    const call = fc
      .tuple(fc.uuid(), fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true, maxKeys: 3 }))
      .map(([id, args]) => ({ functionCall: { id, name: "f", args }, thoughtSignature: "c2ln" }));
    const text = fc.string({ minLength: 1 }).map((value) => ({ text: value }));
    const parts = fc
      .tuple(fc.array(text, { maxLength: 1 }), fc.array(call, { maxLength: 3 }))
      .map((kinds) => kinds.flat())
      .filter((list) => list.length > 0);
    fc.assert(
      fc.property(parts, (said) => {
        const translation = gemini().translation?.(callOf({})) as Translation;
        const answer = { candidates: [{ content: { role: "model", parts: said }, finishReason: "STOP" }] };
        const { choices } = translation.complete(answer) as { choices: { message: Json }[] };
        const back = request({
          messages: [{ role: "user", content: "hi" }, choices[0]?.message],
        }) as { contents: { parts: unknown }[] };
        assert.deepEqual(back.contents[1]?.parts, JSON.parse(JSON.stringify(said)));
      }),
    );
  });
});
