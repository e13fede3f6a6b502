import assert from "node:assert/strict";

import { UsageTally } from "../../src/streaming/usage-tally.ts";
import { usageChunk } from "../helpers/chat-stream.ts";
import { chunk, DONE } from "../helpers/fake-upstream.ts";

describe("streaming/usage-tally", () => {
  it("counts events, however many stand in a block, and neither comments nor the end", () => {
    const tally = new UsageTally();
    for (const text of [": hi data: 1\n\n", chunk("data: data:").repeat(3), `: no\n\n${chunk("a")}`, DONE])
      assert.equal(tally.note(Buffer.from(text)), false);
    assert.equal(tally.events, 4);
    tally.note(Buffer.from("event: x\r\ndata:{}\r\n\r\ndata:[DONE]\r\n\r\n"));
    assert.equal(tally.events, 5);
    assert.deepEqual(tally.used(7), { promptTokens: 7, answerTokens: 5 });
  });

  it("estimates nothing where the backend tells, or where nothing came", () => {
    const tally = new UsageTally();
    tally.note(Buffer.from(": comment\n\n"));
    assert.equal(tally.used(7), undefined);
    assert.equal(tally.note(Buffer.from(chunk("a") + usageChunk(3, 2) + DONE)), true);
    assert.deepEqual(tally.used(7), { promptTokens: 3, answerTokens: 2 });
  });
});
