import assert from "node:assert/strict";

import { anthropic } from "../../../src/backends/anthropic/index.ts";
import { RouterError } from "../../../src/errors.ts";
import { callOf } from "../../helpers/provider.ts";

type Json = Record<string, unknown>;

const HI = [{ role: "user", content: "hi" }];
const TOOL = {
  type: "function",
  function: { name: "now", parameters: { type: "object", properties: {} }, strict: true },
};

function sent(body: object, model = "claude-sonnet-5"): Json {
  const { body: bytes } = anthropic().request(callOf({ model: "m", messages: HI, ...body }, { model }));
  return JSON.parse(String(bytes)) as Json;
}

/** The field that a refusal names, and its code. */
function refusal(body: object): string {
  try {
    sent(body);
  } catch (error) {
    return error instanceof RouterError ? `${error.code} ${error.param}` : String(error);
  }
  return "nothing was refused";
}

describe("backends/anthropic/request", () => {
  it("says no more than the client did, but for the limit that the API wants", () => {
    assert.deepEqual(sent({}), {
      model: "claude-sonnet-5",
      max_tokens: 8192,
      messages: [{ role: "user", content: [{ type: "text", text: "hi" }] }],
    });
  });

  it("carries limits, stops, sampling and the user", () => {
    const body = {
      max_tokens: 1,
      max_completion_tokens: 7,
      stop: "END",
      temperature: 1,
      top_p: 0.5,
      user: "u-1",
      stream: true,
      stream_options: { include_usage: true },
      n: 1,
      seed: 4,
      store: false,
      logprobs: false,
      frequency_penalty: 0,
    };
    const { messages, model, ...rest } = sent(body);
    assert.ok(messages !== undefined && model !== undefined);
    assert.deepEqual(rest, {
      max_tokens: 7,
      stop_sequences: ["END"],
      temperature: 1,
      top_p: 0.5,
      metadata: { user_id: "u-1" },
      stream: true,
    });
  });

  it("gathers instructions, merges turns, and puts results of tools at the head of the user's", () => {
    const calls = ["a", "b"].map((id) => ({
      id: `call:${id}`,
      type: "function",
      function: { name: "now", arguments: id === "a" ? "" : '{"zone":"utc"}' },
    }));
    const messages = [
      { role: "system", content: "Be brief." },
      { role: "user", content: "What time is it?" },
      { role: "assistant", content: null, tool_calls: calls },
      { role: "tool", tool_call_id: "call:a", content: "12:00" },
      { role: "tool", tool_call_id: "call:b", content: [{ type: "text", text: "10:00" }] },
      { role: "developer", content: [{ type: "text", text: "Be exact." }] },
      { role: "user", content: "Well?" },
    ];
    const { system, messages: turns } = sent({ messages });
    assert.deepEqual(system, [
      { type: "text", text: "Be brief." },
      { type: "text", text: "Be exact." },
    ]);
    assert.deepEqual(turns, [
      { role: "user", content: [{ type: "text", text: "What time is it?" }] },
      {
        role: "assistant",
        content: [
          { type: "tool_use", id: "call_a", name: "now", input: {} },
          { type: "tool_use", id: "call_b", name: "now", input: { zone: "utc" } },
        ],
      },
      {
        role: "user",
        content: [
          { type: "tool_result", tool_use_id: "call_a", content: [{ type: "text", text: "12:00" }] },
          { type: "tool_result", tool_use_id: "call_b", content: [{ type: "text", text: "10:00" }] },
          { type: "text", text: "Well?" },
        ],
      },
    ]);
  });

  it("sends instructions alone as the user's words", () => {
    const { system, messages } = sent({ messages: [{ role: "system", content: "Say hi." }] });
    assert.equal(system, undefined);
    assert.deepEqual(messages, [{ role: "user", content: [{ type: "text", text: "Say hi." }] }]);
  });

  it("carries images of both kinds, and documents", () => {
    const urls = ["data:image/png;base64,AAAA", "https://example.com/cat"];
    const images = urls.map((url) => ({ type: "image_url", image_url: { url, detail: "low" } }));
    const file = { type: "file", file: { filename: "a.pdf", file_data: "data:application/pdf;base64,AAAA" } };
    const { messages } = sent({ messages: [{ role: "user", content: [...images, file] }] });
    assert.deepEqual((messages as { content: unknown }[])[0]?.content, [
      { type: "image", source: { type: "base64", media_type: "image/png", data: "AAAA" } },
      { type: "image", source: { type: "url", url: "https://example.com/cat" } },
      { type: "document", source: { type: "base64", media_type: "application/pdf", data: "AAAA" } },
    ]);
  });

  it("carries every way to choose a tool", () => {
    const other = { ...TOOL, function: { name: "other" } };
    const choice = (tool_choice: unknown, more = {}): unknown =>
      sent({ tools: [TOOL, other], tool_choice, ...more })["tool_choice"];
    assert.equal(choice(undefined), undefined);
    assert.deepEqual(choice("auto"), { type: "auto" });
    assert.deepEqual(choice("none"), { type: "none" });
    assert.deepEqual(choice("required"), { type: "any" });
    assert.deepEqual(choice({ type: "function", function: { name: "now" } }), { type: "tool", name: "now" });
    assert.deepEqual(choice(undefined, { parallel_tool_calls: false }), {
      type: "auto",
      disable_parallel_tool_use: true,
    });
    const tools = [TOOL, other].map(({ function: { name } }) => ({ type: "function", function: { name } }));
    const allowed = { type: "allowed_tools", allowed_tools: { mode: "required", tools } };
    const { tools: offered, tool_choice: chosen } = sent({
      tools: [TOOL, other, { type: "function", function: { name: "third" } }],
      tool_choice: allowed,
    });
    assert.deepEqual(chosen, { type: "any" });
    assert.deepEqual(offered, [
      { name: "now", input_schema: { type: "object", properties: {} }, strict: true },
      { name: "other", input_schema: { type: "object", properties: {} } },
    ]);
  });

  it("offers only the tools that are allowed, be it a single one", () => {
    const other = { ...TOOL, function: { name: "other" } };
    const allowed = (mode: string, names: string[]): Json => {
      const tools = names.map((name) => ({ type: "function", function: { name } }));
      return sent({
        tools: [TOOL, other],
        tool_choice: { type: "allowed_tools", allowed_tools: { mode, tools } },
      });
    };
    const namesOf = ({ tools }: Json): string[] => (tools as { name: string }[]).map(({ name }) => name);
    const one = allowed("auto", ["other"]);
    assert.deepEqual([namesOf(one), one["tool_choice"]], [["other"], { type: "auto" }]);
    const must = allowed("required", ["other"]);
    assert.deepEqual(must["tool_choice"], { type: "tool", name: "other" });
    assert.deepEqual(namesOf(allowed("auto", ["now", "other"])), ["now", "other"]);
  });

  it("carries a JSON schema for the answer", () => {
    const schema = { type: "object", properties: {}, additionalProperties: false };
    const format = { type: "json_schema", json_schema: { name: "x", strict: true, schema } };
    assert.deepEqual(sent({ response_format: format })["output_config"], {
      format: { type: "json_schema", schema },
    });
    assert.equal(sent({ response_format: { type: "text" } })["output_config"], undefined);
  });

  it("turns effort into what the model knows", () => {
    const adaptive = sent({ reasoning_effort: "minimal" }, "claude-opus-4-6");
    assert.deepEqual(adaptive["thinking"], { type: "adaptive", display: "summarized" });
    assert.deepEqual(adaptive["output_config"], { effort: "low" });
    for (const model of [
      "claude-haiku-4-5-20251001",
      "claude-3-7-sonnet-20250219",
      "claude-opus-4-20250514",
    ]) {
      const budget = sent({ reasoning_effort: "medium" }, model);
      assert.deepEqual(budget["thinking"], { type: "enabled", budget_tokens: 8192 });
      assert.equal(budget["max_tokens"], 16_384);
      assert.equal(budget["output_config"], undefined);
    }
    const tight = sent({ reasoning_effort: "high", max_tokens: 4000 }, "claude-sonnet-4-5");
    assert.deepEqual(tight["thinking"], { type: "enabled", budget_tokens: 2000 });
    assert.equal(tight["max_tokens"], 4000);
    assert.equal(
      sent({ reasoning_effort: "low", max_tokens: 500 }, "claude-sonnet-4-5")["thinking"],
      undefined,
    );
    assert.equal(sent({ reasoning_effort: "none" })["thinking"], undefined);
  });

  it("leaves thinking out where the API would refuse it: beside a forced tool, and the client's own sampling", () => {
    const forced: readonly object[] = [
      { tools: [TOOL], tool_choice: "required" },
      { tools: [TOOL], tool_choice: { type: "function", function: { name: "now" } } },
      { temperature: 0 },
      { temperature: 0.7 },
      { top_k: 5 },
      { top_p: 0.5 },
    ];
    const free: readonly object[] = [
      { tools: [TOOL], tool_choice: "auto" },
      { tools: [TOOL], tool_choice: "none" },
      { tool_choice: "required" },
      { temperature: 1, top_p: 0.95 },
    ];
    for (const model of ["claude-sonnet-4-5", "claude-opus-4-6"]) {
      const thinks = (body: object): boolean =>
        "thinking" in sent({ reasoning_effort: "low", ...body }, model);
      for (const body of forced) assert.ok(!thinks(body), JSON.stringify(body));
      for (const body of free) assert.ok(thinks(body), JSON.stringify(body));
    }
    // An effort is none of thinking alone, and a limit that thinking would have raised is left as it is.
    const still = sent({ reasoning_effort: "low", temperature: 0 }, "claude-opus-4-6");
    assert.deepEqual(still["output_config"], { effort: "low" });
    assert.equal(sent({ reasoning_effort: "low", top_k: 5 }, "claude-sonnet-4-5")["max_tokens"], 8192);
  });

  it("sends signed thoughts back, and lets go of an effort that would break without them", () => {
    const tool_calls = [{ id: "c", type: "function", function: { name: "now", arguments: "{}" } }];
    const thinking_blocks = [{ type: "thinking", thinking: "Hm.", signature: "sig" }];
    const history = (more: object): object => ({
      reasoning_effort: "low",
      messages: [
        ...HI,
        { role: "assistant", content: null, tool_calls, ...more },
        { role: "tool", tool_call_id: "c", content: "noon" },
      ],
    });
    const kept = sent(history({ thinking_blocks }), "claude-sonnet-4-5");
    assert.deepEqual((kept["messages"] as { content: unknown[] }[])[1]?.content[0], thinking_blocks[0]);
    assert.deepEqual(kept["thinking"], { type: "enabled", budget_tokens: 2048 });
    assert.equal(sent(history({}), "claude-sonnet-4-5")["thinking"], undefined);
  });

  const image = (url: string): object => ({
    messages: [{ role: "user", content: [{ type: "image_url", image_url: { url } }] }],
  });
  const REFUSED: Readonly<Record<string, object>> = {
    n: { n: 2 },
    temperature: { temperature: 1.5 },
    logprobs: { logprobs: true },
    logit_bias: { logit_bias: { "50256": -100 } },
    presence_penalty: { presence_penalty: 0.5 },
    response_format: { response_format: { type: "json_object" } },
    stop: { stop: ["\n"] },
    reasoning_effort: { reasoning_effort: "enormous" },
    a_field_of_tomorrow: { a_field_of_tomorrow: 1 },
    functions: { functions: [{ name: "now" }] },
    "tools[0].type": { tools: [{ type: "custom", custom: { name: "x" } }] },
    "messages[0].content[0].image_url.url": image("http://example.com/cat.png"),
    "messages[0].content[0].input_audio": {
      messages: [
        { role: "user", content: [{ type: "input_audio", input_audio: { data: "AA", format: "wav" } }] },
      ],
    },
    "messages[1].name": {
      messages: [
        { role: "user", name: "ann", content: "hi" },
        { role: "user", name: "bob", content: "ho" },
      ],
    },
  };
  for (const [param, body] of Object.entries(REFUSED)) {
    it(`refuses ${param}, which would be lost`, () =>
      assert.equal(refusal(body), `unsupported_by_backend ${param}`));
  }

  it("refuses operations that the API does not have", () => {
    const embed = callOf({ model: "m", input: "hi" }, { operation: "embeddings" });
    assert.throws(() => anthropic().request(embed), /has no embeddings/);
  });

  it("refuses a result that answers no call, and arguments that are no object", () => {
    const result = { role: "tool", tool_call_id: "nobody", content: "x" };
    assert.equal(refusal({ messages: [...HI, result] }), "invalid_value messages[1].tool_call_id");
    const tool_calls = [{ id: "c", type: "function", function: { name: "f", arguments: "[" } }];
    assert.equal(
      refusal({ messages: [...HI, { role: "assistant", tool_calls }] }),
      "invalid_value messages[1].tool_calls[0].function.arguments",
    );
  });
});
