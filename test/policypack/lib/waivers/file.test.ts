import assert from "node:assert/strict";
import { parseWaivers } from "../../../../policypack/lib/waivers";

const rules = ["eks-endpoint-private", "s3-versioning"];
const lines = (...text: string[]): string => `${text.join("\n")}\n`;
const good = [
  "- rule: s3-versioning",
  "  urn: '*::logs'",
  "  reason: The logs are copied elsewhere.",
  "  owner: platform-team",
  "  expires: 2026-12-31",
];

/** The problems as `line: message`. */
function problems(source: string): string[] {
  return parseWaivers(source, rules).problems.map(({ line, message }) => `${line}: ${message}`);
}

/** The good waiver with one line changed. */
function changed(index: number, line: string): string {
  return lines(...good.map((each, i) => (i === index ? line : each)).filter((each) => each !== ""));
}

describe("policypack/lib/waivers/file", () => {
  it("reads a waiver with its line", () => {
    const { waivers, problems: none } = parseWaivers(lines("# why", ...good), rules);
    assert.deepEqual(none, []);
    assert.deepEqual(waivers, [
      {
        rule: "s3-versioning",
        urn: "*::logs",
        reason: "The logs are copied elsewhere.",
        owner: "platform-team",
        expires: "2026-12-31",
        line: 2,
      },
    ]);
  });

  for (const [what, source] of [
    ["an empty file", ""],
    ["a file of comments", "# none yet\n"],
    ["an empty list", "[]\n"],
  ] as const)
    it(`reads ${what} as no waivers`, () => {
      assert.deepEqual(parseWaivers(source, rules), { waivers: [], problems: [] });
    });

  const mistakes: readonly (readonly [string, string, RegExp])[] = [
    ["no YAML", lines(...good, "  reason: ["), /^\d+: this is not YAML \(.+\); correct the line\.$/],
    ["no list", lines("rule: s3-versioning"), /^1: a list of waivers is wanted/],
    ["an entry that is a text", lines("- s3-versioning"), /^1: a waiver has the keys rule, urn, reason/],
    ["no reason", changed(2, ""), /^1: `reason` must be a sentence that says why .*; it is missing\.$/],
    ["an empty reason", changed(2, "  reason: ' '"), /^3: `reason` must be a sentence .*; it is " "\.$/],
    ["no owner", changed(3, ""), /^1: `owner` must be the person or team .*; it is missing\.$/],
    ["an owner that is a number", changed(3, "  owner: 7"), /^4: `owner` must be .*; it is 7\.$/],
    ["no URN", changed(1, "  urn: ''"), /^2: `urn` must be the URN of a resource/],
    ["no expiry", changed(4, ""), /^1: `expires` must be a date, as 2026-12-31; it is missing\.$/],
    ["another form of date", changed(4, "  expires: 31.12.2026"), /^5: .*; it is "31\.12\.2026"\.$/],
    [
      "a day that is not",
      changed(4, "  expires: 2026-06-31"),
      /^5: `expires` must be a date of the calendar/,
    ],
    [
      "a month that is not",
      changed(4, "  expires: 2026-13-01"),
      /^5: `expires` must be a date of the calendar/,
    ],
    [
      "an unknown rule",
      changed(0, "- rule: s3-versionning"),
      /^1: there is no rule `s3-versionning`; did you mean `s3-versioning`\?/,
    ],
    [
      "a rule like no other",
      changed(0, "- rule: something"),
      /^1: there is no rule `something`\. The pack's README/,
    ],
    [
      "a misspelt key",
      changed(4, "  expries: 2026-12-31"),
      /^5: `expries` is not a key of a waiver; did you mean `expires`\?/,
    ],
    [
      "the same waiver again",
      lines(...good, ...good),
      /^6: the waiver of `s3-versioning` for the same URN stands on line 1/,
    ],
  ];
  for (const [what, source, message] of mistakes)
    it(`finds ${what}`, () => {
      assert.ok(
        problems(source).some((problem) => message.test(problem)),
        problems(source).join("\n"),
      );
    });

  it("lets a waiver be whose rule is judged elsewhere, unless those rules are known", () => {
    const source = changed(0, "- rule: compatibility-al2");
    assert.deepEqual(problems(source), []);
    assert.equal(parseWaivers(source, [...rules, "compatibility-al2"]).problems.length, 0);
    assert.equal(parseWaivers(source, [...rules, "compatibility-other"]).problems.length, 1);
  });

  it("takes an entry with a mistake for no waiver, and keeps the others", () => {
    const { waivers, problems: found } = parseWaivers(lines("- rule: s3-versioning", ...good), rules);
    assert.deepEqual(
      waivers.map(({ line }) => line),
      [2],
    );
    assert.equal(found.length, 4);
  });
});
