import assert from "node:assert/strict";
import fc from "fast-check";
import { matchesStars, matchesWildcard } from "../../../policypack/lib/wildcard";

describe("policypack/lib/wildcard", () => {
  const any = fc.string({
    unit: fc.constantFrom("a", "B", ".", "*", "?", "+", "(", "[", "\\", "\n", "-", "/", ":"),
  });
  const plain = any.map((text) => text.replaceAll(/[*?]/g, ""));

  it("takes every other character for itself", () => {
    fc.assert(
      fc.property(plain, plain, (pattern, text) => {
        assert.equal(matchesStars(pattern, text), pattern === text);
        assert.equal(matchesWildcard(pattern, text), pattern === text);
      }),
    );
  });

  it("lets a star stand for any text, lines and wildcards among it", () => {
    fc.assert(
      fc.property(plain, any, plain, (start, middle, end) => {
        assert.ok(matchesStars(`${start}*${end}`, start + middle + end));
        assert.ok(matchesWildcard(`${start}*${end}`, start + middle + end));
      }),
    );
  });

  it("lets a question mark stand for one character, in one of the two only", () => {
    assert.ok(matchesWildcard("iam:?assrole", "iam:passrole"));
    assert.equal(matchesWildcard("iam:?passrole", "iam:passrole"), false);
    assert.equal(matchesStars("?.example.com", "a.example.com"), false);
    assert.ok(matchesStars("?.example.com", "?.example.com"));
  });

  it("covers the whole text, and case counts", () => {
    assert.equal(matchesStars("quay.io", "quay.io.example.com"), false);
    assert.equal(matchesStars("*.io", "quay.io/x"), false);
    assert.equal(matchesWildcard("IAM:*", "iam:passrole"), false);
  });
});
