import assert from "node:assert/strict";
import { Turns } from "../../../automation/testing/turns";

describe("automation/testing/turns", () => {
  it("writes what the first one says at once, and of the others what they kept when their turn comes", () => {
    const lines: string[] = [];
    const turns = new Turns((line) => lines.push(line));
    const [first, second, third] = [turns.join(), turns.join(), turns.join()];
    third.write("3a");
    first.write("1a");
    second.write("2a");
    assert.deepEqual(lines, ["1a"]);
    third.end();
    first.end();
    assert.deepEqual(lines, ["1a", "2a"]);
    second.write("2b");
    assert.deepEqual(lines, ["1a", "2a", "2b"]);
    second.end();
    assert.deepEqual(lines, ["1a", "2a", "2b", "3a"]);
    const fourth = turns.join();
    fourth.write("4a");
    assert.equal(lines.at(-1), "4a");
  });
});
