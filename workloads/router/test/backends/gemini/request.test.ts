import assert from "node:assert/strict";

import { gemini } from "../../../src/backends/gemini/index.ts";
import { RouterError } from "../../../src/errors.ts";
import { callOf } from "../../helpers/provider.ts";

type Json = Record<string, unknown>;

const HI = [{ role: "user", content: "hi" }];
const NOW = { type: "function", function: { name: "now" } };
const STRICT = {
  type: "function",
  function: { name: "strict", strict: true, parameters: { type: "object" } },
};

function sent(body: object, model = "gemini-3.5-flash"): Json {
  const { body: bytes } = gemini().request(callOf({ model: "m", messages: HI, ...body }, { model }));
  return JSON.parse(String(bytes)) as Json;
}

const configOf = (body: object, model?: string): unknown => sent(body, model)["generationConfig"];

/** The field that a refusal names, and its code. */
function refusal(body: object): string {
  try {
    sent(body);
  } catch (error) {
    return error instanceof RouterError ? `${error.code} ${error.param}` : String(error);
  }
  return "nothing was refused";
}

describe("backends/gemini/request", () => {
  it("says no more than the client did", () => {
    assert.deepEqual(sent({}), { contents: [{ role: "user", parts: [{ text: "hi" }] }] });
  });

  it("asks one path per method, with the model as one segment and no key", () => {
    const path = (model: string, changes: object): string =>
      gemini().request(callOf({ model: "m", messages: HI, ...changes }, { model, ...changes })).path;
    assert.equal(path("gemini-3.5-flash", {}), "/models/gemini-3.5-flash:generateContent");
    assert.equal(path("models/g", { stream: true }), "/models/g:streamGenerateContent?alt=sse");
    assert.equal(path("tunedModels/mine", {}), "/tunedModels/mine:generateContent");
    assert.equal(path("../x?key=1#", {}), "/models/..%2Fx%3Fkey%3D1%23:generateContent");
    const embed = gemini().request(
      callOf({ model: "m", input: "a" }, { model: "e", operation: "embeddings" }),
    );
    assert.equal(embed.path, "/models/e:batchEmbedContents");
  });

  it("carries limits, stops and sampling", () => {
    const body = {
      max_completion_tokens: 7,
      stop: ["a", "b"],
      temperature: 2,
      top_p: 0.5,
      n: 2,
      seed: 4,
      presence_penalty: 1,
      frequency_penalty: -1,
      logprobs: true,
      top_logprobs: 3,
      user: "left out",
    };
    assert.deepEqual(configOf(body), {
      maxOutputTokens: 7,
      temperature: 2,
      topP: 0.5,
      stopSequences: ["a", "b"],
      candidateCount: 2,
      seed: 4,
      presencePenalty: 1,
      frequencyPenalty: -1,
      responseLogprobs: true,
      logprobs: 3,
    });
  });

  it("gathers instructions, merges turns, and names the tools that results are of", () => {
    const tool_calls = ["a", "b"].map((id) => ({
      id,
      type: "function",
      function: { name: "now", arguments: `{"zone":"${id}"}` },
      ...(id === "a" && { extra_content: { google: { thought_signature: "sig" } } }),
    }));
    const messages = [
      { role: "system", content: "Be brief." },
      ...HI,
      { role: "assistant", content: null, tool_calls },
      { role: "tool", tool_call_id: "b", content: "10:00" },
      { role: "tool", tool_call_id: "a", content: "12:00" },
      { role: "developer", content: "Be exact." },
    ];
    assert.deepEqual(sent({ messages }), {
      systemInstruction: { parts: [{ text: "Be brief." }, { text: "Be exact." }] },
      contents: [
        { role: "user", parts: [{ text: "hi" }] },
        {
          role: "model",
          parts: [
            { functionCall: { id: "a", name: "now", args: { zone: "a" } }, thoughtSignature: "sig" },
            { functionCall: { id: "b", name: "now", args: { zone: "b" } } },
          ],
        },
        {
          role: "user",
          parts: [
            { functionResponse: { id: "b", name: "now", response: { output: "10:00" } } },
            { functionResponse: { id: "a", name: "now", response: { output: "12:00" } } },
          ],
        },
      ],
    });
  });

  it("marks calls of another model as unsigned where the model wants signatures", () => {
    const tool_calls = [{ id: "a", type: "function", function: { name: "now", arguments: "{}" } }];
    const messages = [
      ...HI,
      { role: "assistant", tool_calls },
      { role: "tool", tool_call_id: "a", content: "x" },
    ];
    const call = (model: string): unknown =>
      (sent({ messages }, model)["contents"] as { parts: Json[] }[])[1]?.parts[0]?.["thoughtSignature"];
    assert.equal(call("gemini-3.5-flash"), "skip_thought_signature_validator");
    assert.equal(call("gemini-flash-latest"), "skip_thought_signature_validator");
    assert.equal(call("gemini-2.5-pro"), undefined);
  });

  it("carries images, files and sound", () => {
    const urls = ["data:image/png;base64,AAAA", "https://example.com/a.b/cat.JPG?x=1"];
    const content = [
      ...urls.map((url) => ({ type: "image_url", image_url: { url } })),
      { type: "file", file: { file_data: "data:application/pdf;base64,AAAA" } },
      { type: "input_audio", input_audio: { data: "AAAA", format: "mp3" } },
    ];
    assert.deepEqual(sent({ messages: [{ role: "user", content }] })["contents"], [
      {
        role: "user",
        parts: [
          { inlineData: { mimeType: "image/png", data: "AAAA" } },
          { fileData: { fileUri: urls[1], mimeType: "image/jpeg" } },
          { inlineData: { mimeType: "application/pdf", data: "AAAA" } },
          { inlineData: { mimeType: "audio/mp3", data: "AAAA" } },
        ],
      },
    ]);
  });

  it("carries tools, and every way to choose one", () => {
    const { tools, toolConfig } = sent({ tools: [NOW, STRICT] });
    assert.deepEqual(tools, [
      {
        functionDeclarations: [
          { name: "now", parametersJsonSchema: { type: "object", properties: {} } },
          { name: "strict", parametersJsonSchema: { type: "object" } },
        ],
      },
    ]);
    assert.deepEqual(toolConfig, { functionCallingConfig: { mode: "VALIDATED" } });
    const choice = (tool_choice: unknown): unknown => {
      const config = sent({ tools: [NOW], tool_choice })["toolConfig"] as { functionCallingConfig: unknown };
      return config.functionCallingConfig;
    };
    assert.equal(sent({ tools: [NOW] })["toolConfig"], undefined);
    assert.deepEqual(choice("auto"), { mode: "AUTO" });
    assert.deepEqual(choice("none"), { mode: "NONE" });
    assert.deepEqual(choice("required"), { mode: "ANY" });
    assert.deepEqual(choice(NOW), { mode: "ANY", allowedFunctionNames: ["now"] });
    assert.deepEqual(choice({ type: "allowed_tools", allowed_tools: { mode: "auto", tools: [NOW] } }), {
      mode: "VALIDATED",
      allowedFunctionNames: ["now"],
    });
  });

  it("carries JSON, with a schema and without", () => {
    const schema = { type: "object", additionalProperties: false };
    const json = { responseMimeType: "application/json" };
    assert.deepEqual(configOf({ response_format: { type: "json_object" } }), json);
    assert.deepEqual(
      configOf({ response_format: { type: "json_schema", json_schema: { name: "x", schema } } }),
      { ...json, responseJsonSchema: schema },
    );
    assert.equal(configOf({ response_format: { type: "text" } }), undefined);
  });

  it("turns effort into a level, or into tokens on models before Gemini 3", () => {
    const thinking = (effort: string, model?: string): unknown =>
      (configOf({ reasoning_effort: effort }, model) as { thinkingConfig: unknown }).thinkingConfig;
    assert.deepEqual(thinking("high"), { thinkingLevel: "HIGH", includeThoughts: true });
    assert.deepEqual(thinking("none"), { thinkingLevel: "MINIMAL" });
    assert.deepEqual(thinking("medium", "gemini-2.5-flash"), { thinkingBudget: 8192, includeThoughts: true });
    assert.deepEqual(thinking("none", "gemini-2.5-flash"), { thinkingBudget: 0 });
  });

  it("carries texts to embed, and refuses tokens", () => {
    const embed = (body: object): unknown => {
      const call = callOf({ model: "m", ...body }, { model: "e", operation: "embeddings" });
      return JSON.parse(String(gemini().request(call).body));
    };
    assert.deepEqual(embed({ input: ["a", "b"], dimensions: 2, encoding_format: "base64" }), {
      requests: ["a", "b"].map((text) => ({
        model: "models/e",
        content: { parts: [{ text }] },
        outputDimensionality: 2,
      })),
    });
    assert.throws(() => embed({ input: [1, 2] }), /no tokens of another model/);
    assert.throws(() => embed({ input: "a", a_field_of_tomorrow: 1 }), /a_field_of_tomorrow/);
  });

  const image = (url: string): object => ({
    messages: [{ role: "user", content: [{ type: "image_url", image_url: { url } }] }],
  });
  const REFUSED: Readonly<Record<string, object>> = {
    seed: { seed: 2 ** 40 },
    logit_bias: { logit_bias: { "50256": -100 } },
    parallel_tool_calls: { tools: [NOW], parallel_tool_calls: false },
    reasoning_effort: { reasoning_effort: "enormous" },
    response_format: { response_format: { type: "grammar" } },
    a_field_of_tomorrow: { a_field_of_tomorrow: 1 },
    "tools[0].type": { tools: [{ type: "custom", custom: { name: "x" } }] },
    "messages[0].content[0].image_url.url": image("https://example.com/cat"),
  };
  for (const [param, body] of Object.entries(REFUSED)) {
    it(`refuses ${param}, which would be lost`, () =>
      assert.equal(refusal(body), `unsupported_by_backend ${param}`));
  }
});
