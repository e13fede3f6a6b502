import assert from "node:assert/strict";

import { usageIn, usageOf } from "../../src/streaming/usage.ts";

describe("streaming/usage", () => {
  it("reads what a backend counted", () => {
    const usage = { prompt_tokens: 3, completion_tokens: 2 };
    assert.deepEqual(usageOf({ usage }), { promptTokens: 3, answerTokens: 2 });
    assert.deepEqual(usageOf({ usage: { prompt_tokens: 3 } }), { promptTokens: 3, answerTokens: 0 });
    const block = Buffer.from(`data: {"choices":[]}\n\ndata: ${JSON.stringify({ choices: [], usage })}\n\n`);
    assert.deepEqual(usageIn(block), { promptTokens: 3, answerTokens: 2 });
  });

  it("takes the last of several, as counts grow in a stream", () => {
    const told = (answer: number): string =>
      `data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 3, completion_tokens: answer } })}\n\n`;
    const block = Buffer.from(`${told(1)}data: {"choices":[],"usage":null}\n\n${told(2)}data: [DONE]\n\n`);
    assert.deepEqual(usageIn(block), { promptTokens: 3, answerTokens: 2 });
  });

  it("takes nothing that cannot be added up", () => {
    for (const prompt of [-1, 0.5, 1e308, "3", null, [], undefined])
      assert.equal(usageOf({ usage: { prompt_tokens: prompt, completion_tokens: 2 } }), undefined);
    for (const answer of [-1, 0.5, 1e308, "2", null])
      assert.deepEqual(usageOf({ usage: { prompt_tokens: 3, completion_tokens: answer } }), {
        promptTokens: 3,
        answerTokens: 0,
      });
    for (const none of [undefined, null, 1, {}, { usage: null }, { usage: [] }])
      assert.equal(usageOf(none), undefined);
  });
});
