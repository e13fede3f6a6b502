import assert from "node:assert/strict";

import fc from "fast-check";

import { AgentError } from "../../src/errors.ts";
import { inferBodyOf, inferFields } from "../../src/routes/infer-body.ts";

/** `code param: message` of the error that a body causes. */
function refusal(json: unknown): string {
  try {
    inferBodyOf(json);
  } catch (error) {
    if (error instanceof AgentError) return `${error.code} ${error.param}: ${error.message}`;
    throw error;
  }
  return "nothing was refused";
}

describe("routes/infer-body", () => {
  it("fills in what is left out, and takes null for that", () => {
    const filled = { prompt: "hi", max_tokens: 512, temperature: 0.7, stream: false };
    assert.deepEqual(inferBodyOf({ prompt: "hi" }), filled);
    assert.deepEqual(
      inferBodyOf({ prompt: "hi", max_tokens: null, temperature: null, stream: null }),
      filled,
    );
    const all = { prompt: "", max_tokens: 1, temperature: 0, stream: true };
    assert.deepEqual(inferBodyOf(all), all);
  });

  const REFUSED: readonly (readonly [unknown, string])[] = [
    [[], "invalid_json null: The body is an array; it must be an object. Send one JSON object."],
    [null, "invalid_json null: The body is null; it must be an object. Send one JSON object."],
    [{}, "missing_required_parameter prompt: 'prompt' is missing; it must be a string."],
    [{ prompt: 5 }, "invalid_type prompt: 'prompt' is 5; it must be a string."],
    [
      { prompt: "a", max_tokens: -1 },
      "invalid_value max_tokens: 'max_tokens' is -1; it must be an integer of 1 or more.",
    ],
    [
      { prompt: "a", max_tokens: 1.5 },
      "invalid_value max_tokens: 'max_tokens' is 1.5; it must be an integer of 1 or more.",
    ],
    [
      { prompt: "a", temperature: 2.1, stream: "yes" },
      "invalid_value temperature: 'temperature' is 2.1; it must be a number from 0 to 2. 'stream' is \"yes\"; it must be true or false.",
    ],
    [
      { prompt: "a", stop: ["END"] },
      'unsupported_parameter stop: The agent knows no field "stop"; it knows prompt, max_tokens, temperature, stream. Leave it out.',
    ],
  ];
  for (const [json, sentence] of REFUSED)
    it(`refuses ${JSON.stringify(json)}`, () => assert.equal(refusal(json), sentence));

  it("shows of a long value only how long it is", () =>
    assert.match(refusal({ prompt: "a", stream: "x".repeat(99) }), /'stream' is a string of 99 characters/));

  it("takes or refuses any JSON, and never lets a wrong type through", () => {
    const field = fc.constantFrom(...Object.keys(inferFields));
    const bodies = fc.oneof(fc.jsonValue(), fc.dictionary(field, fc.jsonValue()));
    fc.assert(
      fc.property(bodies, (json) => {
        if (refusal(json) !== "nothing was refused") return;
        const body = inferBodyOf(json);
        const types = Object.entries(inferFields).map(([, { type }]) => type);
        assert.deepEqual(
          Object.values(body).map((value) => typeof value),
          types,
        );
        assert.ok(body.max_tokens >= 1 && body.temperature >= 0 && body.temperature <= 2);
      }),
      { numRuns: 1000 },
    );
  });
});
