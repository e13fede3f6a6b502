import assert from "node:assert/strict";

import { errorCatalogue, RouterError } from "../src/errors.ts";

describe("errors", () => {
  it("has OpenAI's shape", () => {
    const error = new RouterError("model_not_found", "There is no model 'x'.", { param: "model" });
    assert.deepEqual(error.toBody(), {
      error: {
        message: "There is no model 'x'. GET /v1/models lists what there is.",
        type: "invalid_request_error",
        param: "model",
        code: "model_not_found",
      },
    });
  });

  it("is one event in a stream", () => {
    const event = new RouterError("upstream_stalled", "a\nb").toEvent();
    assert.match(event, /^data: \{"error":.*\}\n\n$/);
    assert.equal(event.split("\n").length, 3);
  });

  for (const [code, entry] of Object.entries(errorCatalogue)) {
    it(`${code} has a status of an error, and whole sentences`, () => {
      assert.ok(entry.status >= 400 && entry.status < 600);
      assert.ok(entry.fix === "" || entry.fix.endsWith("."));
      assert.ok(!entry.when.endsWith("."));
    });
  }
});
