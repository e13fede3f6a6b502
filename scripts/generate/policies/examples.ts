/** The examples of the policies' tests, as the pages of the docs show them. */

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type {
  ExampleResource,
  Examples,
  ResourceExamples,
  StackExamples,
} from "../../../test/policypack/examples";

/** The pair of examples that a rule's page shows. */
export interface Pair {
  readonly compliant: readonly ExampleResource[];
  readonly violating: readonly ExampleResource[];
  /** What the violating one shows. */
  readonly what: string;
}

/** The examples of every rule, by the rule's name. */
export async function loadExamples(root: string): Promise<Examples[]> {
  const folder = join(root, "test/policypack/rules");
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith(".examples.ts"));
  // `require`, as under the tests no loader for `import()` knows TypeScript.
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the files are found at run time
  const modules = files.map((file) => require(join(folder, file)) as { examples: Examples });
  return modules
    .map(({ examples }) => examples)
    .sort((one, other) => (one.rule.name < other.rule.name ? -1 : 1));
}

/** Compliant, and broken by the first mutation. */
export function pairOf(examples: Examples): Pair {
  return isStackExamples(examples) ? stackPair(examples) : resourcePair(examples);
}

function isStackExamples(examples: Examples): examples is StackExamples {
  return "checkStack" in examples.rule;
}

function stackPair({ compliant, violations }: StackExamples): Pair {
  const [[what, mutate] = ["", () => undefined]] = Object.entries(violations);
  const stack = Object.fromEntries(structuredClone(compliant).map((each) => [each.name, each]));
  mutate(stack);
  return { compliant, violating: Object.values(stack), what };
}

function resourcePair({ type, compliant, violations }: ResourceExamples): Pair {
  const [[what, mutate] = ["", () => undefined]] = Object.entries(violations);
  const inputs = structuredClone(compliant);
  mutate(inputs);
  const named = { type, name: "example" };
  return { compliant: [{ ...named, inputs: compliant }], violating: [{ ...named, inputs }], what };
}
