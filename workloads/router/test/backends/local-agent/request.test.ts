import assert from "node:assert/strict";

import fc from "fast-check";
import * as z from "zod";

import { localAgent } from "../../../src/backends/local-agent/index.ts";
import { RouterError } from "../../../src/errors.ts";
import { conversations, saidIn } from "../../helpers/chat-requests.ts";
import { callOf } from "../../helpers/provider.ts";

type Json = Record<string, unknown>;

const HI = [{ role: "user", content: "hi" }];
const body = z.strictObject({
  prompt: z.string(),
  max_tokens: z.int(),
  temperature: z.number(),
  stream: z.boolean(),
});

function sent(json: Json, operation: "chat" | "completions" | "embeddings" = "chat"): z.output<typeof body> {
  const { body: bytes } = localAgent().request(callOf({ model: "m", ...json }, { operation }));
  return body.parse(JSON.parse(String(bytes)));
}

function refusal(json: Json, operation?: "completions" | "embeddings"): string {
  try {
    sent(json, operation);
  } catch (error) {
    return error instanceof RouterError ? `${error.code} ${error.param}` : String(error);
  }
  return "nothing was refused";
}

describe("backends/local-agent/request", () => {
  it("takes a single message of the user as the prompt", () =>
    assert.equal(sent({ messages: HI }).prompt, "hi"));

  it("writes anything longer as a transcript that the model goes on", () => {
    const messages = [
      { role: "user", content: "What is 2 + 2?" },
      { role: "system", content: "Be brief." },
      { role: "assistant", content: "4" },
      {
        role: "user",
        content: [
          { type: "text", text: "And" },
          { type: "text", text: "twice?" },
        ],
      },
    ];
    const prompt = "Be brief.\n\nUser: What is 2 + 2?\n\nAssistant: 4\n\nUser: And\ntwice?\n\nAssistant:";
    assert.equal(sent({ messages }).prompt, prompt);
    const open = [...HI, { role: "assistant", content: "Well," }];
    assert.equal(sent({ messages: open }).prompt, "User: hi\n\nAssistant: Well,");
  });

  it("carries length, temperature and streaming", () => {
    const wishes = {
      messages: HI,
      max_completion_tokens: 9,
      temperature: 0,
      stream: true,
      seed: 1,
      n: 1,
      top_p: 1,
    };
    assert.deepEqual(sent(wishes), { prompt: "hi", max_tokens: 9, temperature: 0, stream: true });
  });

  it("says in the prompt all that any conversation of texts says, in its order", () => {
    const settings = fc.record(
      { max_tokens: fc.nat(), temperature: fc.double({ min: 0, max: 2, noNaN: true }), stream: fc.boolean() },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(conversations({ images: false, tools: false }), settings, (messages, more) => {
        const { prompt, max_tokens: limit } = sent({ messages, ...more });
        let at = 0;
        for (const [, text] of saidIn(messages)) {
          const found = prompt.indexOf(text, at);
          assert.ok(found >= 0, `${JSON.stringify(text)} is missing`);
          at = found + text.length;
        }
        assert.equal(limit, more.max_tokens ?? 512);
      }),
    );
  });

  const tool = { type: "function", function: { name: "f" } };
  const call = { id: "c", type: "function", function: { name: "f", arguments: "{}" } };
  const REFUSED: Readonly<Record<string, Json>> = {
    tools: { messages: HI, tools: [tool] },
    messages: { messages: [...HI, { role: "assistant", tool_calls: [call] }] },
    stop: { messages: HI, stop: "END" },
    top_p: { messages: HI, top_p: 0.5 },
    n: { messages: HI, n: 2 },
    response_format: { messages: HI, response_format: { type: "json_object" } },
    "messages[0].content[0].image_url.url": {
      messages: [{ role: "user", content: [{ type: "image_url", image_url: { url: "https://a.b/c.png" } }] }],
    },
  };
  for (const [param, json] of Object.entries(REFUSED)) {
    it(`refuses ${param}, which would be lost`, () =>
      assert.equal(refusal(json), `unsupported_by_backend ${param}`));
  }

  it("takes one text to complete, and has no embeddings", () => {
    assert.equal(sent({ prompt: ["Once"] }, "completions").prompt, "Once");
    assert.equal(refusal({ prompt: ["a", "b"] }, "completions"), "unsupported_by_backend prompt");
    assert.equal(refusal({ prompt: [1, 2] }, "completions"), "unsupported_by_backend prompt");
    assert.equal(refusal({ input: "a" }, "embeddings"), "unsupported_by_backend model");
  });
});
