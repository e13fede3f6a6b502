/** The examples of a rule as the tests want them: each can be judged, and tells which values the rule reads in it. */

import { policyOf, stackOfResources } from "../../policypack/lib/policy";
import { Property } from "../../policypack/lib/property";
import type { Read } from "../../policypack/lib/property";
import type { Setting, Settings } from "../../policypack/lib/rule";
import type {
  ExampleResource,
  Examples,
  FurtherExample,
  Inputs,
  ResourceExamples,
  StackExamples,
} from "./examples";
import { hasValue, withValue } from "./paths";
import { analyze, analyzeStack, urnOf } from "./server";
import type { Diagnostic } from "./server";

/** One example as every test below wants it: how to judge it, and which values the rule reads in it. */
export interface Case {
  readonly judge: (change?: Change) => Promise<Diagnostic[]>;
  readonly reads: () => readonly (Read & { readonly resource: string })[];
  /** Whether there is anything at a path of a resource. */
  readonly holds: (resource: string, path: string) => boolean;
  /** The paths that this example is decided without. */
  readonly decidedWithout: Readonly<Record<string, string>>;
}

/** Puts a value in the place of another; see `withValue`. */
export interface Change {
  readonly resource: string;
  readonly path: string;
  readonly value: unknown;
  readonly wholeTexts: boolean;
}

function changed(inputs: Inputs, { path, value, wholeTexts }: Change): Inputs {
  return withValue(inputs, path, value, wholeTexts);
}

function settingsOf(
  examples: Examples,
  own = examples.settings,
): Settings<Readonly<Record<string, Setting>>> {
  const settings: Readonly<Record<string, Setting>> = examples.rule.settings ?? {};
  const defaults = Object.entries(settings).map(([key, setting]) => [key, setting.default]);
  return { ...Object.fromEntries(defaults), ...own } as Settings<Readonly<Record<string, Setting>>>;
}

function resourceCase(
  examples: ResourceExamples,
  resource: FurtherExample & { readonly type: string },
): Case {
  const policy = policyOf(examples.rule);
  const settings =
    examples.settings || resource.settings ? { ...examples.settings, ...resource.settings } : undefined;
  return {
    holds: (_, path) => hasValue(resource.inputs, path),
    decidedWithout: { ...examples.decidedWithout, ...resource.decidedWithout },
    judge: (change) =>
      analyze(
        policy,
        { ...resource, inputs: change ? changed(resource.inputs, change) : resource.inputs },
        settings,
      ),
    reads: () => {
      const reads: Read[] = [];
      const { type, inputs, provider, stack } = resource;
      const view = { type, name: "example", urn: urnOf(type, "example", stack), ignoreChanges: [] };
      examples.rule.check(
        {
          ...view,
          properties: Property.inputs(inputs, reads),
          ...(provider && { provider: Property.inputs(provider) }),
        },
        settingsOf(examples, settings),
      );
      return reads.map((read) => ({ ...read, resource: "" }));
    },
  };
}

function stackCase(examples: StackExamples, resources: readonly ExampleResource[]): Case {
  const policy = policyOf(examples.rule);
  return {
    holds: (resource, path) =>
      resources.some(({ name, inputs }) => name === resource && hasValue(inputs, path)),
    decidedWithout: examples.decidedWithout ?? {},
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

/** Whether these are examples of a rule about the whole stack. */
export function isStackExamples(examples: Examples): examples is StackExamples {
  return "checkStack" in examples.rule;
}

/** Every example by what it shows: those that pass, those that do not, and those that nobody can decide. */
export interface Cases {
  readonly good: Map<string, Case>;
  readonly bad: Map<string, Case>;
  readonly undecided: Map<string, Case>;
}

/** The examples as the tests want them. */
export function casesOf(examples: Examples): Cases {
  const good = new Map<string, Case>();
  const bad = new Map<string, Case>();
  const undecided = new Map<string, Case>();
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
    for (const [name, stack] of Object.entries(examples.undecided ?? {}))
      undecided.set(name, stackCase(examples, stack));
    return { good, bad, undecided };
  }
  const { type, compliant, stack = "test" } = examples;
  good.set("compliant", resourceCase(examples, { type, stack, inputs: compliant }));
  for (const [name, each] of Object.entries(examples.alsoCompliant ?? {}))
    good.set(name, resourceCase(examples, { type, stack, ...each }));
  for (const [name, mutate] of Object.entries(examples.violations)) {
    const inputs = structuredClone(compliant);
    mutate(inputs);
    bad.set(name, resourceCase(examples, { type, stack, inputs }));
  }
  for (const [name, each] of Object.entries(examples.alsoViolating ?? {}))
    bad.set(name, resourceCase(examples, { type, stack, ...each }));
  for (const [name, each] of Object.entries(examples.undecided ?? {}))
    undecided.set(name, resourceCase(examples, { type, stack, ...each }));
  return { good, bad, undecided };
}
