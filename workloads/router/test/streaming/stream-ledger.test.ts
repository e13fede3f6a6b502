import assert from "node:assert/strict";

import { isErrorEvent, StreamLedger } from "../../src/streaming/stream-ledger.ts";
import { chunk, DONE } from "../helpers/fake-upstream.ts";

function verdict(blocks: readonly string[], choices = 1): string {
  const ledger = new StreamLedger(choices);
  for (const block of blocks) ledger.note(Buffer.from(block));
  return ledger.end();
}

describe("streaming/stream-ledger", () => {
  it("knows [DONE], with and without the space, alone or after other events", () => {
    assert.equal(verdict([chunk("a"), DONE]), "done");
    assert.equal(verdict([`${chunk("a")}${DONE}`]), "done");
    assert.equal(verdict(["data:[DONE]\r\n\r\n"]), "done");
  });

  it("does not take a model's words for [DONE]", () => {
    assert.equal(verdict([chunk("\ndata: [DONE]\n\n")]), "cut");
  });

  it("calls an answer whole when every choice has its reason", () => {
    assert.equal(verdict([chunk("a"), chunk("", "stop")]), "whole");
    assert.equal(verdict([chunk("", "stop", 0)], 2), "cut");
    assert.equal(verdict([chunk("", "stop", 0), chunk("", "length", 1)], 2), "whole");
    assert.equal(verdict(['data: {"finish_reason": "stop"}\n\n']), "whole");
  });

  it("takes neither null nor an empty text nor a model's words for a reason", () => {
    assert.equal(verdict([chunk("a")]), "cut");
    assert.equal(verdict(['data: {"finish_reason":""}\n\n']), "cut");
    assert.equal(verdict([chunk('"finish_reason":"stop"')]), "cut");
  });

  it("calls nothing at all cut", () => assert.equal(verdict([]), "cut"));

  it("knows an error event as the last word", () => {
    assert.equal(verdict([chunk("a"), 'data: {"error":{"message":"no"}}\n\n']), "failed");
    assert.equal(isErrorEvent(Buffer.from('data: { "error" : "no" }\n\n')), true);
    assert.equal(isErrorEvent(Buffer.from(chunk('data: {"error":1}'))), false);
  });
});
