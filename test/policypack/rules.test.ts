import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { policyOf } from "../../policypack/lib/policy";
import { areaOf } from "../../policypack/lib/rule";
import type { Setting } from "../../policypack/lib/rule";
import { rules } from "../../policypack/rules";
import { casesOf, isStackExamples } from "./cases";
import type { Case } from "./cases";
import type { Examples } from "./examples";
import { analyze, secret, unknownValue } from "./server";
import type { Diagnostic } from "./server";

/** Of no type that a rule asks for: a number where a map is wanted, a map where a scalar or a list is. */
const wrongTypes = { map: 7, other: { "of-the-wrong-type": 7 } };

/** The one area that mutation testing looks at, so that each mutant's run is short; all of them otherwise. */
const area = process.env["RULES"];

/** The rules that are looked at. */
const examined = rules.filter((rule) => area === undefined || areaOf(rule) === area);

/** The examples of every rule, by the rule's name, from the files that mirror `policypack/rules`. */
function allExamples(): Map<string, Examples> {
  const root = join(__dirname, "rules");
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".examples.ts") && (area === undefined || file.startsWith(`${area}/`)),
  );
  return new Map(
    files.map((file) => {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- the files are found at run time
      const { examples } = require(join(root, file)) as { examples: Examples };
      assert.equal(file, `${areaOf(examples.rule)}/${fileOf(examples.rule.name)}.examples.ts`);
      return [examples.rule.name, examples];
    }),
  );
}

function fileOf(rule: string): string {
  return rule.slice(rule.indexOf("-") + 1);
}

function assertSetting(setting: Setting): void {
  if (setting.type === "array") assert.deepEqual(setting.items, { type: "string" });
  assert.ok(
    Array.isArray(setting.default) ? setting.type === "array" : typeof setting.default === setting.type,
  );
}

function texts(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(({ message }) => message);
}

/** No policy gave up: what comes back is the rule's own, and at its own level. */
function assertLevels(examples: Examples, diagnostics: readonly Diagnostic[], what: string): void {
  for (const { message, enforcementLevel } of diagnostics) {
    assert.doesNotMatch(message, /during preview/, what);
    assert.equal(enforcementLevel, examples.rule.level, what);
  }
}

function label({ resource, path }: { resource: string; path: string }): string {
  return resource === "" ? path : `${resource}: ${path}`;
}

interface PathRead {
  readonly resource: string;
  readonly path: string;
  /** Whether the rule ever asks for more than the presence of the value at the path. */
  readonly value: boolean;
  /** Whether the rule asks for a key of the value at the path. */
  readonly isMap: boolean;
}

/** Paths that the rule reads and all that lie above them, each once. */
function pathsRead(each: Case): PathRead[] {
  const paths = new Map<string, PathRead>();
  for (const { resource, path: read, asked } of each.reads()) {
    for (let path = read; path !== ""; path = parentOf(path)) {
      // A dot inside of a key makes a parent of nothing.
      if (each.holds(resource, read) && !each.holds(resource, path)) continue;
      const key = `${resource}\n${path}`;
      const before = paths.get(key);
      paths.set(key, {
        resource,
        path,
        value: before?.value === true || asked === "value" || path !== read,
        isMap: before?.isMap === true || read.startsWith(`${path}.`),
      });
    }
  }
  return [...paths.values()];
}

function parentOf(path: string): string {
  return path.replace(/(^|\.)[^.[\]]*$|\[\d*\]$/, "");
}

describe("policypack/rules", () => {
  const all = allExamples();

  it("has examples for each rule, and no others", () => {
    assert.deepEqual([...all.keys()].sort(), examined.map(({ name }) => name).sort());
  });

  it("registers each file on disk, under the name of its folder and file", () => {
    const root = join(__dirname, "..", "..", "policypack", "rules");
    const files = readdirSync(root, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.endsWith("index.ts"))
      .map((file) => file.replace("/", "-").replace(/\.ts$/, ""));
    assert.deepEqual(rules.map(({ name }) => name).sort(), files.sort());
  });

  for (const [name, examples] of all) {
    describe(name, () => {
      const { good, bad, undecided } = casesOf(examples);

      it("has settings that are of their types", () => {
        for (const setting of Object.values(examples.rule.settings ?? {})) assertSetting(setting);
      });

      for (const [what, each] of good)
        it(`finds nothing in: ${what}`, async () => assert.deepEqual(texts(await each.judge()), []));

      for (const [what, each] of bad)
        it(`finds: ${what}`, async () => {
          const diagnostics = await each.judge();
          assert.notEqual(diagnostics.length, 0);
          assertLevels(examples, diagnostics, what);
          for (const { message, urn } of diagnostics) {
            if (!("isAboutStack" in examples)) assert.notEqual(urn, "", "a finding names its resource");
            assert.doesNotMatch(message, /cannot be decided|undefined/);
            assert.match(message, /\n(`|[A-Z])/, "a finding says what it is about, or is a sentence");
          }
        });

      for (const [what, each] of undecided)
        it(`says that it cannot decide: ${what}`, async () => {
          const diagnostics = await each.judge();
          assert.notEqual(diagnostics.length, 0);
          assertLevels(examples, diagnostics, what);
          for (const message of texts(diagnostics)) assert.match(message, /cannot be decided/);
        });

      if (!isStackExamples(examples))
        it("looks at its own types only", async () => {
          const policy = policyOf(examples.rule);
          const resource = { type: examples.notApplicable, inputs: examples.compliant };
          assert.deepEqual(texts(await analyze(policy, resource, examples.settings)), []);
        });

      for (const [what, each] of good) {
        it(`never lets an unknown value through: ${what}`, () => unknownIsFound(examples, each, what));
        it(`never lets a value of the wrong type through: ${what}`, () =>
          wrongTypeIsFound(examples, each, what));
        it(`bears what is missing: ${what}`, async () => {
          for (const { resource, path } of pathsRead(each)) {
            const diagnostics = await each.judge({ resource, path, value: undefined, wholeTexts: false });
            assertLevels(examples, diagnostics, path);
          }
        });
      }

      for (const [what, each] of bad)
        it(`finds it beside unknown values, and in secrets, which it does not tell: ${what}`, () =>
          stillFound(examples, each, what));
    });
  }
});

async function unknownIsFound(examples: Examples, each: Case, what: string): Promise<void> {
  for (const read of pathsRead(each)) {
    const change = { ...read, value: unknownValue, wholeTexts: true };
    const diagnostics = await each.judge(change);
    assertLevels(examples, diagnostics, label(read));
    if (!read.value || isDecided(each, what, label(read))) continue;
    assert.notEqual(diagnostics.length, 0, `an unknown value passes at ${label(read)}`);
  }
}

async function wrongTypeIsFound(examples: Examples, each: Case, what: string): Promise<void> {
  for (const read of pathsRead(each)) {
    const value = read.isMap ? wrongTypes.map : wrongTypes.other;
    const diagnostics = await each.judge({ ...read, value, wholeTexts: false });
    assertLevels(examples, diagnostics, label(read));
    if (!read.value || isDecided(each, what, label(read))) continue;
    assert.notEqual(diagnostics.length, 0, `a value of the wrong type passes at ${label(read)}`);
  }
}

/** What a violating example is found for is found whatever else is unknown; only where it is itself unknown it may read otherwise. */
async function stillFound(examples: Examples, each: Case, what: string): Promise<void> {
  for (const read of pathsRead(each)) {
    const unknown = await each.judge({ ...read, value: unknownValue, wholeTexts: true });
    assertLevels(examples, unknown, label(read));
    if (read.value && !isDecided(each, what, label(read)))
      assert.notEqual(unknown.length, 0, `with ${label(read)} unknown, nothing is found`);
  }
  const plain = texts(await each.judge());
  for (const { resource, path } of pathsRead(each)) {
    const kept = await each.judge({ resource, path, value: secret("hunter2-hunter2"), wholeTexts: true });
    assertLevels(examples, kept, path);
    for (const message of texts(kept)) assert.doesNotMatch(message, /hunter2/);
  }
  assert.notEqual(plain.length, 0);
}

function isDecided({ decidedWithout }: Case, what: string, path: string): boolean {
  return (decidedWithout[path] ?? decidedWithout[`${what}: ${path}`]) !== undefined;
}
