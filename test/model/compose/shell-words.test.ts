import assert from "node:assert/strict";
import fc from "fast-check";
import { shellWords } from "../../../model/compose/shell-words";

describe("model/compose/shell-words", () => {
  const cases: readonly (readonly [text: string, words: readonly string[]])[] = [
    ["", []],
    ["  redis-server   --port 1 ", ["redis-server", "--port", "1"]],
    [`sh -c 'echo "$$HOME" done'`, ["sh", "-c", `echo "$$HOME" done`]],
    [`a "b c" d"e f"g`, ["a", "b c", "de fg"]],
    [String.raw`a\ b "c\"d" "e\nf"`, ["a b", 'c"d', String.raw`e\nf`]],
    [`'' ""`, ["", ""]],
    ["one\n  two", ["one", "two"]],
  ];
  for (const [text, words] of cases) {
    it(`splits ${JSON.stringify(text)}`, () => {
      assert.deepEqual(shellWords(text), words);
    });
  }

  it("does not take an open quote or a last backslash", () => {
    for (const text of ["'a", '"a', "a\\", "'a\"b"]) assert.equal(shellWords(text), undefined);
  });

  it("gives back any words that were quoted", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (words) => {
        const quoted = words.map((word) => `'${word.replaceAll("'", `'"'"'`)}'`).join(" ");
        assert.deepEqual(shellWords(quoted), words);
      }),
    );
  });
});
