import assert from "node:assert/strict";
import fc from "fast-check";
import { editDistance, nearest } from "../../model/nearest";

describe("model/nearest", () => {
  it("counts insertions, deletions, substitutions and swaps as one edit each", () => {
    assert.equal(editDistance("ports", "ports"), 0);
    assert.equal(editDistance("ports", "port"), 1);
    assert.equal(editDistance("ports", "portts"), 1);
    assert.equal(editDistance("ports", "porks"), 1);
    assert.equal(editDistance("prots", "ports"), 1);
    assert.equal(editDistance("", "abc"), 3);
  });

  it("is the same in both directions, and zero only for equal words", () => {
    const word = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(word, word, (one, other) => {
        const distance = editDistance(one, other);
        assert.equal(distance, editDistance(other, one));
        assert.equal(distance === 0, one === other);
        assert.ok(distance <= Math.max(one.length, other.length));
      }),
    );
  });

  it("finds what was meant, and nothing where nothing is near", () => {
    const keys = ["target", "name", "dataDir", "ports", "router"];
    assert.equal(nearest("prots", keys), "ports");
    assert.equal(nearest("DATADIR", keys), "dataDir");
    assert.equal(nearest("port", keys), "ports");
    assert.equal(nearest("password", keys), undefined);
    assert.equal(nearest("x".repeat(100_000), keys), undefined);
    assert.equal(nearest("", []), undefined);
  });
});
