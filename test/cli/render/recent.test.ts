import assert from "node:assert/strict";
import { Recent } from "../../../cli/render/recent";

describe("cli/render/recent", () => {
  it("makes what is not there, once, and forgets what was put in first", () => {
    const made: string[] = [];
    const recent = new Recent<string, string>(2);
    const get = (key: string): string => recent.getOrMake(key, () => (made.push(key), key.toUpperCase()));
    assert.deepEqual(["a", "b", "a", "c", "b", "a"].map(get), ["A", "B", "A", "C", "B", "A"]);
    assert.deepEqual(made, ["a", "b", "c", "a"]);
    assert.equal(recent.get("b"), undefined);
    assert.equal(recent.get("c"), "C");
  });
});
