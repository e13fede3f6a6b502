import assert from "node:assert/strict";
import fc from "fast-check";
import { interpolate, InterpolationError } from "../../../model/compose/interpolate";

const variables = { SET: "value", EMPTY: "", OTHER: "other" };
const filled = (template: string): string => interpolate(template, variables).text;

describe("model/compose/interpolate", () => {
  const cases: readonly (readonly [template: string, text: string])[] = [
    ["plain", "plain"],
    ["$SET and ${SET}", "value and value"],
    ["$SET-x", "value-x"],
    ["${UNSET}", ""],
    ["$$SET costs 5$$", "$SET costs 5$"],
    ["$${SET}", "${SET}"],
    ["${SET:-default}", "value"],
    ["${EMPTY:-default}", "default"],
    ["${UNSET:-default}", "default"],
    ["${SET-default}", "value"],
    ["${EMPTY-default}", ""],
    ["${UNSET-default}", "default"],
    ["${SET:+instead}", "instead"],
    ["${EMPTY:+instead}", ""],
    ["${UNSET:+instead}", ""],
    ["${EMPTY+instead}", "instead"],
    ["${UNSET+instead}", ""],
    ["${SET:?needed}", "value"],
    ["${EMPTY?needed}", ""],
    ["${UNSET:-${SET}}", "value"],
    ["${UNSET:-a${EMPTY:-b${OTHER}}c}", "abotherc"],
    ["${SET:-${MISSING:?never read}}", "value"],
    ["${UNSET:-http://host:80/v1}", "http://host:80/v1"],
    ["${UNSET:-}", ""],
    ["${UNSET:-$$}", "$"],
  ];
  for (const [template, text] of cases) {
    it(`makes ${JSON.stringify(text)} of ${template}`, () => {
      assert.equal(filled(template), text);
    });
  }

  it("names the variables that have no value and no default", () => {
    assert.deepEqual(interpolate("$A ${B} ${C:-c} ${D:+${E}} ${SET:-$F}", variables).unset, ["A", "B"]);
  });

  const mistakes: readonly (readonly [template: string, message: RegExp])[] = [
    ["costs $5", /no variable's name follows/],
    ["ends with $", /no variable's name follows/],
    ["${}", /without a variable's name/],
    ["${1}", /without a variable's name/],
    ["${SET", /is not closed/],
    ["${UNSET:-a", /is not closed/],
    ["${SET/x/y}", /goes on with something else/],
    ["${UNSET:?}", /^needs the variable UNSET, which has no value$/],
    ["${UNSET:?say ${OTHER}}", /^needs the variable UNSET, which has no value: say other$/],
    ["${EMPTY:?it is empty}", /has no value: it is empty$/],
    ["${UNSET?it is not set}", /has no value: it is not set$/],
  ];
  for (const [template, message] of mistakes) {
    it(`refuses ${template}`, () => {
      assert.throws(
        () => filled(template),
        (error) => error instanceof InterpolationError && message.test(error.message),
      );
    });
  }

  it("leaves text without dollar signs as it is, and gives back what was escaped", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        assert.equal(filled(text.replaceAll("$", "$$$$")), text);
      }),
    );
  });

  it("puts a variable's value in unread, whatever it holds", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (value, fallback) => {
        const escaped = fallback.replaceAll("$", "$$$$").replaceAll("}", "");
        assert.equal(interpolate(`<\${V:-${escaped}}>`, { V: value }).text, `<${value}>`);
        assert.equal(interpolate(`<\${V:-${escaped}}>`, {}).text, `<${fallback.replaceAll("}", "")}>`);
      }),
    );
  });

  it("never throws anything but its own error", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("$", "{", "}", ":", "-", "?", "+", "A", "1", " ") }),
        (text) => {
          try {
            interpolate(text, { A: "x" });
          } catch (error) {
            assert.ok(error instanceof InterpolationError);
          }
        },
      ),
    );
  });
});
