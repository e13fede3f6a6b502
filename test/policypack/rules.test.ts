import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { policyOf, stackOfResources } from "../../policypack/lib/policy";
import { Property } from "../../policypack/lib/property";
import type { Read } from "../../policypack/lib/property";
import { areaOf } from "../../policypack/lib/rule";
import type { Setting, Settings } from "../../policypack/lib/rule";
import { rules } from "../../policypack/rules";
import type { ExampleResource, Examples, Inputs, ResourceExamples, StackExamples } from "./examples";
import { withValue } from "./paths";
import { analyze, analyzeStack, secret, unknownValue, urnOf } from "./server";
import type { Diagnostic } from "./server";

/** Of no type that a rule asks for: an object where a scalar or a list is wanted, with no key that is. */
const wrongType = { "of-the-wrong-type": 7 };

/** The examples of every rule, by the rule's name, from the files that mirror `policypack/rules`. */
function allExamples(): Map<string, Examples> {
  const root = join(__dirname, "rules");
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".examples.ts"),
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

/** One example as every test below wants it: how to judge it, and which values the rule reads in it. */
interface Case {
  readonly judge: (change?: Change) => Promise<Diagnostic[]>;
  readonly reads: () => readonly (Read & { readonly resource: string })[];
}

/** Puts a value in the place of another; see `withValue`. */
interface Change {
  readonly resource: string;
  readonly path: string;
  readonly value: unknown;
  readonly wholeTexts: boolean;
}

function changed(inputs: Inputs, { path, value, wholeTexts }: Change): Inputs {
  return withValue(inputs, path, value, wholeTexts);
}

function settingsOf(examples: Examples): Settings<Readonly<Record<string, Setting>>> {
  const settings: Readonly<Record<string, Setting>> = examples.rule.settings ?? {};
  const defaults = Object.entries(settings).map(([key, setting]) => [key, setting.default]);
  return { ...Object.fromEntries(defaults), ...examples.settings } as Settings<
    Readonly<Record<string, Setting>>
  >;
}

function resourceCase(
  examples: ResourceExamples,
  resource: { readonly type: string; readonly inputs: Inputs; readonly provider?: Inputs | undefined },
): Case {
  const policy = policyOf(examples.rule);
  return {
    judge: (change) =>
      analyze(
        policy,
        { ...resource, inputs: change ? changed(resource.inputs, change) : resource.inputs },
        examples.settings,
      ),
    reads: () => {
      const reads: Read[] = [];
      const { type, inputs, provider } = resource;
      const view = { type, name: "example", urn: urnOf(type, "example"), ignoreChanges: [] };
      examples.rule.check(
        {
          ...view,
          properties: Property.inputs(inputs, reads),
          ...(provider && { provider: Property.inputs(provider) }),
        },
        settingsOf(examples),
      );
      return reads.map((read) => ({ ...read, resource: "" }));
    },
  };
}

function stackCase(examples: StackExamples, resources: readonly ExampleResource[]): Case {
  const policy = policyOf(examples.rule);
  return {
    judge: (change) =>
      analyzeStack(
        policy,
        resources.map((each) =>
          each.name === change?.resource ? { ...each, inputs: changed(each.inputs, change) } : each,
        ),
        examples.settings,
      ),
    reads: () => {
      const logs = resources.map(({ name }) => ({ name, reads: [] as Read[] }));
      const urns = new Map(resources.map(({ name, type }) => [name, urnOf(type, name)]));
      const stack = stackOfResources(
        resources.map(({ type, name, inputs, provider, parent, propertyDependencies = {} }, i) => {
          const sources = Object.entries(propertyDependencies).map(
            ([key, names]) => [key, names.flatMap((each) => urns.get(each) ?? [])] as const,
          );
          return {
            type,
            name,
            urn: urnOf(type, name),
            properties: Property.inputs(inputs, logs[i]?.reads),
            ...(provider && { provider: Property.inputs(provider) }),
            ...(parent !== undefined && { parent: urns.get(parent) ?? "" }),
            ignoreChanges: [],
            propertyDependencies: Object.fromEntries(sources),
            dependencies: sources.flatMap(([, each]) => each),
          };
        }),
      );
      examples.rule.checkStack(stack, settingsOf(examples));
      return logs.flatMap(({ name, reads }) => reads.map((read) => ({ ...read, resource: name })));
    },
  };
}

function isStackExamples(examples: Examples): examples is StackExamples {
  return "checkStack" in examples.rule;
}

/** Every example by what it shows: those that pass and those that do not. */
function casesOf(examples: Examples): { good: Map<string, Case>; bad: Map<string, Case> } {
  const good = new Map<string, Case>();
  const bad = new Map<string, Case>();
  if (isStackExamples(examples)) {
    good.set("compliant", stackCase(examples, examples.compliant));
    for (const [name, stack] of Object.entries(examples.alsoCompliant ?? {}))
      good.set(name, stackCase(examples, stack));
    for (const [name, mutate] of Object.entries(examples.violations)) {
      const stack = Object.fromEntries(structuredClone(examples.compliant).map((each) => [each.name, each]));
      mutate(stack);
      bad.set(name, stackCase(examples, Object.values(stack)));
    }
    for (const [name, stack] of Object.entries(examples.alsoViolating ?? {}))
      bad.set(name, stackCase(examples, stack));
    return { good, bad };
  }
  const { type, compliant } = examples;
  good.set("compliant", resourceCase(examples, { type, inputs: compliant }));
  for (const [name, each] of Object.entries(examples.alsoCompliant ?? {}))
    good.set(name, resourceCase(examples, { type, ...each }));
  for (const [name, mutate] of Object.entries(examples.violations)) {
    const inputs = structuredClone(compliant);
    mutate(inputs);
    bad.set(name, resourceCase(examples, { type, inputs }));
  }
  for (const [name, each] of Object.entries(examples.alsoViolating ?? {}))
    bad.set(name, resourceCase(examples, { type, ...each }));
  return { good, bad };
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

/**
 * Paths that the rule reads and all that lie above them, each once, with whether it ever asks for more than the
 * presence of the value at the path.
 */
function pathsRead(each: Case): { resource: string; path: string; value: boolean }[] {
  const paths = new Map<string, { resource: string; path: string; value: boolean }>();
  for (const { resource, path: read, asked } of each.reads()) {
    for (let path = read; path !== ""; path = parentOf(path)) {
      const key = `${resource}\n${path}`;
      const before = paths.get(key)?.value ?? false;
      paths.set(key, { resource, path, value: before || asked === "value" || path !== read });
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
    assert.deepEqual([...all.keys()].sort(), rules.map(({ name }) => name).sort());
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
      const { good, bad } = casesOf(examples);

      for (const [what, each] of good)
        it(`finds nothing in: ${what}`, async () => assert.deepEqual(texts(await each.judge()), []));

      for (const [what, each] of bad)
        it(`finds: ${what}`, async () => {
          const diagnostics = await each.judge();
          assert.notEqual(diagnostics.length, 0);
          assertLevels(examples, diagnostics, what);
          for (const message of texts(diagnostics)) assert.doesNotMatch(message, /cannot be decided/);
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
    if (!read.value || isDecided(examples, what, label(read))) continue;
    assert.notEqual(diagnostics.length, 0, `an unknown value passes at ${label(read)}`);
  }
}

async function wrongTypeIsFound(examples: Examples, each: Case, what: string): Promise<void> {
  for (const read of pathsRead(each)) {
    const diagnostics = await each.judge({ ...read, value: wrongType, wholeTexts: false });
    assertLevels(examples, diagnostics, label(read));
    if (!read.value || isDecided(examples, what, label(read))) continue;
    assert.notEqual(diagnostics.length, 0, `a value of the wrong type passes at ${label(read)}`);
  }
}

/** What a violating example is found for is found whatever else is unknown; only where it is itself unknown it may read otherwise. */
async function stillFound(examples: Examples, each: Case, what: string): Promise<void> {
  for (const read of pathsRead(each)) {
    const unknown = await each.judge({ ...read, value: unknownValue, wholeTexts: true });
    assertLevels(examples, unknown, label(read));
    if (read.value && !isDecided(examples, what, label(read)))
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

function isDecided({ decidedWithout = {} }: Examples, what: string, path: string): boolean {
  return (decidedWithout[path] ?? decidedWithout[`${what}: ${path}`]) !== undefined;
}
