import assert from "node:assert/strict";
import { compare, isInRange, parseVersion, rangeWords } from "../../../model/compatibility/version";

describe("model/compatibility/version", () => {
  it("reads what names one version", () => {
    const read = {
      "1.36": [1, 36, 0],
      "v1.6.1": [1, 6, 1],
      "2": [2, 0, 0],
      " 1.2.3-eksbuild.1+x ": [1, 2, 3],
    };
    for (const [text, version] of Object.entries(read)) assert.deepEqual(parseVersion(text), version, text);
    for (const text of ["", "^1.2", "~1.2.3", ">=1", "1.x", "latest", "1.2.3.4", "1..2", "v", undefined])
      assert.equal(parseVersion(text), undefined, text);
  });

  it("puts versions in order by number", () => {
    assert.ok(compare([1, 9, 0], [1, 10, 0]) < 0);
    assert.ok(compare([2, 0, 0], [1, 99, 99]) > 0);
    assert.ok(compare([1, 2, 3], [1, 2, 4]) < 0);
    assert.equal(compare([1, 2, 3], [1, 2, 3]), 0);
  });

  it("knows what is in a range: the first is, the end is not", () => {
    const range = { from: "1.5.1", below: "1.6.0" };
    const answers = { "1.5.0": false, "1.5.1": true, "1.5.9": true, "1.6.0": false, "^1.5": undefined };
    for (const [text, answer] of Object.entries(answers)) assert.equal(isInRange(text, range), answer, text);
    assert.equal(isInRange("9.0.0", { from: "1.0" }), true);
    assert.equal(isInRange("0.9", { below: "1.0" }), true);
    assert.equal(isInRange(undefined, { below: "1.0" }), undefined);
    assert.equal(isInRange(undefined, {}), true);
  });

  it("says a range in words", () => {
    assert.equal(rangeWords({ from: "1.0", below: "2.0" }), "from 1.0 to below 2.0");
    assert.equal(rangeWords({ from: "1.0" }), "1.0 or newer");
    assert.equal(rangeWords({ below: "2.0" }), "below 2.0");
    assert.equal(rangeWords({}), "any version");
  });
});
