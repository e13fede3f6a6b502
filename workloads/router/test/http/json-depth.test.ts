import assert from "node:assert/strict";

import { isDeeper } from "../../src/http/json-depth.ts";

describe("http/json-depth", () => {
  it("counts values in one another, in lists and objects", () => {
    for (const flat of [1, "text", null, undefined]) assert.equal(isDeeper(flat, 0), false);
    assert.deepEqual(
      [isDeeper([], 0), isDeeper([], 1), isDeeper({}, 0), isDeeper({}, 1)],
      [true, false, true, false],
    );
    const value = { a: [1, { b: [] }], c: {} };
    assert.deepEqual([isDeeper(value, 3), isDeeper(value, 4)], [true, false]);
  });

  it("needs no deeper stack than it is told", () => {
    const text = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    assert.equal(isDeeper(JSON.parse(text), 500), true);
  });
});
