import assert from "node:assert/strict";
import fc from "fast-check";
import { leavesOf, pathText } from "../../../../cli/render/diff/leaves";

/** The differing fields as short texts. */
const differing = (old: unknown, next: unknown): string[] =>
  leavesOf(old, next).map(
    (leaf) => `${pathText(leaf.path)}: ${JSON.stringify(leaf.old)} ${JSON.stringify(leaf.new)}`,
  );

/** Values that differ often: few keys, few texts. */
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom("a", "b", 1, true, null),
    fc.array(tie("any"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("name", "spec", "strategicPatches", "__proto__", "x.y/z"), tie("any")),
  ),
})).any;

describe("cli/render/diff/leaves", () => {
  it("finds a difference where there is one, and none where there is none, in both directions", () => {
    fc.assert(
      fc.property(value, value, (one, other) => {
        const there = leavesOf(one, other);
        assert.equal(there.length === 0, JSON.stringify(sorted(one)) === JSON.stringify(sorted(other)));
        const back = leavesOf(other, one);
        assert.deepEqual(
          there.map(({ path }) => pathText(path)),
          back.map(({ path }) => pathText(path)),
        );
        assert.deepEqual(
          there.map((leaf) => [leaf.old, leaf.new]),
          back.map((leaf) => [leaf.new, leaf.old]),
        );
      }),
      { numRuns: 2000 },
    );
  });

  const cases: readonly (readonly [string, unknown, unknown, readonly string[]])[] = [
    ["the order of keys", { a: 1, b: 2 }, { b: 2, a: 1 }, []],
    ["a field that comes", { a: 1 }, { a: 1, b: { c: 2 } }, ["b.c: undefined 2"]],
    ["an empty map that comes", {}, { a: {} }, ["a: undefined {}"]],
    ["an empty list that comes", {}, { a: [] }, ["a: undefined []"]],
    ["an empty list of patches that comes", {}, { strategicPatches: [] }, ["strategicPatches: undefined []"]],
    ["a map in place of a text", { a: "b" }, { a: { c: 1 } }, ['a: "b" {"c":1}']],
    ["a list of texts", { a: ["x"] }, { a: ["x", "y"] }, ['a: ["x"] ["x","y"]']],
    [
      "entries with names",
      [{ name: "x", v: 1 }, { name: "y" }],
      [{ name: "y" }, { name: "x", v: 2 }],
      ["x.v: 1 2"],
    ],
    ["entries that share no name", [{ name: "x" }], [{ name: "y" }], ['[0].name: "x" "y"']],
    ["an entry that comes", [{ name: "x" }], [{ name: "x" }, { name: "y" }], ['y.name: undefined "y"']],
    ["entries without names", [{ v: 1 }], [{ v: 2 }], ["[0].v: 1 2"]],
    ["keys with dots", { "a.b/c": 1 }, { "a.b/c": 2 }, ['["a.b/c"]: 1 2']],
    [
      "what a patch says",
      { strategicPatches: ["machine:\n  a: 1\n"] },
      { strategicPatches: ["machine:\n  a: 2\n", "b: 1\n"] },
      ["strategicPatches[0].machine.a: 1 2", 'strategicPatches[1]: undefined "b: 1\\n"'],
    ],
    [
      "how a patch says the same",
      { strategicPatches: ["a: 1\n"] },
      { strategicPatches: ["a: 1 # one\n"] },
      ['strategicPatches[0]: "a: 1\\n" "a: 1 # one\\n"'],
    ],
    [
      "a patch that is no YAML",
      { strategicPatches: ["a: 1"] },
      { strategicPatches: ["a: ["] },
      ['strategicPatches[0]: "a: 1" "a: ["'],
    ],
  ];
  for (const [what, old, next, expected] of cases)
    it(`compares ${what}`, () => assert.deepEqual(differing(old, next), expected));
});

/** The value with the order taken out that does not count: of keys, and of entries with names. */
function sorted(one: unknown, key = ""): unknown {
  if (Array.isArray(one)) {
    const entries = one.map((entry) => sorted(entry));
    const names = one.map((entry) =>
      typeof entry === "object" &&
      entry !== null &&
      !Array.isArray(entry) &&
      Object.hasOwn(entry as object, "name")
        ? (entry as { name: unknown }).name
        : undefined,
    );
    const named = names.every((name) => typeof name === "string") && new Set(names).size === names.length;
    if (!named || key === "strategicPatches") return entries;
    return entries.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  if (typeof one !== "object" || one === null) return one;
  const fields = Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1));
  return ["a map", ...fields.map(([inner, entry]) => [inner, sorted(entry, inner)])];
}
