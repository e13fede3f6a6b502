import assert from "node:assert/strict";
import fc from "fast-check";
import { DotenvError, parseDotenv } from "../../../model/compose/dotenv";

describe("model/compose/dotenv", () => {
  it("reads names, values, quotes and comments", () => {
    const text = [
      "# a comment",
      "",
      "PLAIN=value",
      "export EXPORTED = spaced  # a comment",
      "HASH=a#b",
      "EMPTY=",
      "ONLY_COMMENT= # nothing",
      "SINGLE='$PLAIN # kept' # a comment",
      String.raw`DOUBLE="two\nlines \"quoted\" ${"${PLAIN}"}"`,
      "LATER=${PLAIN}-${UNKNOWN:-default}",
      "OUTER=$FROM_OUTSIDE",
    ].join("\r\n");
    assert.deepEqual(parseDotenv(text, { FROM_OUTSIDE: "outside" }), {
      PLAIN: "value",
      EXPORTED: "spaced",
      HASH: "a#b",
      EMPTY: "",
      ONLY_COMMENT: "",
      SINGLE: "$PLAIN # kept",
      DOUBLE: 'two\nlines "quoted" value',
      LATER: "value-default",
      OUTER: "outside",
    });
  });

  const mistakes: readonly (readonly [text: string, line: number, message: RegExp])[] = [
    ["A=1\nnot a variable\n", 2, /NAME=value/],
    ["A='open", 1, /quote is not closed/],
    ["\n\nA=${B:?give B}", 3, /needs the variable B, which has no value: give B\.$/],
    ["A=cost $5", 1, /write \$\$/],
  ];
  for (const [text, line, message] of mistakes) {
    it(`names the line of ${JSON.stringify(text)}`, () => {
      assert.throws(
        () => parseDotenv(text),
        (error) => error instanceof DotenvError && error.line === line && message.test(error.message),
      );
    });
  }

  it("gives back any value that has neither a line end nor a single quote, single-quoted", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const value = text.replace(/['\r\n]/g, "");
        assert.deepEqual(parseDotenv(`V='${value}'`), { V: value });
      }),
    );
  });
});
