/** What the tests of a rule, and its page in the docs, are made from: one compliant example, and mutations of it. */

import type { ResourceRule, StackRule } from "../../policypack/lib/rule";

/** Inputs of a resource as a program writes them. */
export type Inputs = Record<string, unknown>;

/** Changes the compliant inputs into ones that break the rule in one way; lodash-like paths are set by `set`. */
export type Mutation = (inputs: any) => void; // eslint-disable-line @typescript-eslint/no-explicit-any -- inputs of any type

/** One more example of a rule about single resources, where the compliant one and its mutations do not reach. */
export interface FurtherExample {
  /** Its type, where it is not that of the compliant example. */
  readonly type?: string;
  readonly inputs: Inputs;
  readonly provider?: Inputs;
  /** Name of its stack, where it is not that of the others. */
  readonly stack?: string;
  /** As in `ResourceExamples`, for this example alone. */
  readonly decidedWithout?: Readonly<Record<string, string>>;
  /** As in `ResourceExamples`, over those settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** Examples of a rule about single resources. */
export interface ResourceExamples {
  readonly rule: ResourceRule;
  /** Type of the example below. */
  readonly type: string;
  /** Name of the stack; `test` without. */
  readonly stack?: string;
  /** Inputs that the rule finds nothing in. The docs show them. */
  readonly compliant: Inputs;
  /** More inputs, also of other types, that the rule finds nothing in; by what they show. */
  readonly alsoCompliant?: Readonly<Record<string, FurtherExample>>;
  /** One mutation of `compliant` for each way to break the rule, by what it shows. The docs show the first. */
  readonly violations: Readonly<Record<string, Mutation>>;
  /** More inputs, also of other types, that the rule finds something in; by what they show. */
  readonly alsoViolating?: Readonly<Record<string, FurtherExample>>;
  /** Inputs of which the rule must say that it cannot decide, where no unknown value makes it so; by what they show. */
  readonly undecided?: Readonly<Record<string, FurtherExample>>;
  /** A type that the rule does not look at. */
  readonly notApplicable: string;
  /**
   * Paths whose value may be unknown or of the wrong type without a finding, with the reason why the rule has decided
   * without them. Any other path that the rule reads the value of must give a finding. A path as `<example>: <path>` is
   * one of that example only.
   */
  readonly decidedWithout?: Readonly<Record<string, string>>;
  /** The pack's config of the rule in these examples. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** A resource of an example stack. Other resources are named by their name, which is unique. */
export interface ExampleResource {
  readonly type: string;
  readonly name: string;
  inputs: Inputs;
  readonly provider?: Inputs;
  readonly parent?: string;
  /** Names of the resources that the value of a property came from. */
  propertyDependencies?: Record<string, string[]>;
}

/** Changes the resources of the compliant stack, by their names; it may delete one or add one. */
export type StackMutation = (stack: Record<string, ExampleResource>) => void;

/** Examples of a rule about the whole stack. */
export interface StackExamples {
  readonly rule: StackRule;
  readonly compliant: readonly ExampleResource[];
  readonly alsoCompliant?: Readonly<Record<string, readonly ExampleResource[]>>;
  readonly violations: Readonly<Record<string, StackMutation>>;
  readonly alsoViolating?: Readonly<Record<string, readonly ExampleResource[]>>;
  /** As in `ResourceExamples`. */
  readonly undecided?: Readonly<Record<string, readonly ExampleResource[]>>;
  /** True for a rule that finds something wrong with the stack and not with one of its resources. */
  readonly isAboutStack?: boolean;
  /** Paths as `<resource name>: <path>`, or `<example>: <resource name>: <path>`; see `ResourceExamples`. */
  readonly decidedWithout?: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, unknown>>;
}

export type Examples = ResourceExamples | StackExamples;
