/** What a rule is. A rule is one file that exports one `rule`; it knows nothing of Pulumi's policy server. */

import type { Finding } from "./finding";
import type { Property } from "./property";

export type Severity = "low" | "medium" | "high" | "critical";

/** `mandatory` denies, `advisory` warns. */
export type Level = "mandatory" | "advisory";

/** A requirement of a published standard. */
export interface Requirement {
  /** The standard, as `CIS Amazon EKS Benchmark`. */
  readonly standard:
    | "CIS Amazon EKS"
    | "CIS AWS Foundations"
    | "AWS FSBP"
    | "NIST 800-53"
    | "EKS best practices"
    | "CIS Docker"
    | "CIS Kubernetes"
    | "Pod Security Standards";
  /** Its version, as `1.7.0`; the empty text where the standard has none. */
  readonly version: string;
  /** The requirement's id in it, as `5.3.1` or `EKS.3`. */
  readonly id: string;
}

/** JSON schema of one setting; the default is what a rule sees when the pack's config says nothing. */
export type Setting =
  | {
      readonly type: "string";
      readonly description: string;
      readonly default: string;
      readonly enum?: readonly string[];
    }
  | { readonly type: "number"; readonly description: string; readonly default: number }
  | { readonly type: "boolean"; readonly description: string; readonly default: boolean }
  | {
      readonly type: "array";
      readonly items: { readonly type: "string" };
      readonly description: string;
      readonly default: readonly string[];
    };

/** The settings of a rule as its check sees them: the pack's config over the defaults. */
export type Settings<S extends Readonly<Record<string, Setting>>> = {
  readonly [K in keyof S]: S[K]["default"] extends readonly string[]
    ? readonly string[]
    : S[K] extends { type: "number" }
      ? number
      : S[K] extends { type: "boolean" }
        ? boolean
        : string;
};

/** What every rule says of itself. */
export interface RuleFacts<S extends Readonly<Record<string, Setting>> = Readonly<Record<string, Setting>>> {
  /** Unique, in kebab-case, beginning with its area: `eks-endpoint-private`. The file has the name without the area. */
  readonly name: string;
  /** One short line that says what must be: `The API server is not reachable from the internet`. */
  readonly title: string;
  /** Why, in one or two sentences. */
  readonly description: string;
  readonly severity: Severity;
  /** Level in the profile `baseline`. */
  readonly level: Level;
  readonly requirements: readonly Requirement[];
  /** Ids of the same check in other tools, as `CKV_AWS_39` or `AVD-AWS-0040`. */
  readonly peers: readonly string[];
  /** Where the vendor describes the setting. */
  readonly url: string;
  /** What to do, as one or more sentences. */
  readonly remediation: string;
  readonly settings?: S;
}

/** One resource as a rule sees it. */
export interface Resource {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly properties: Property;
  /** The inputs of the resource's explicit provider, where it has one. */
  readonly provider?: Property;
  /** Inputs whose changes Pulumi is told to ignore: what they say today may not be what is deployed. */
  readonly ignoreChanges: readonly string[];
}

/** One resource among all of the stack. */
export interface StackResource extends Resource {
  /** URN of the parent. */
  readonly parent?: string;
  /** URNs of the resources that a property's value came from, by the property's first key. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  readonly dependencies: readonly string[];
}

/** The whole stack. */
export interface Stack {
  readonly resources: readonly StackResource[];
  /** The resources of these types, in the order of their registration. */
  ofType(...types: readonly TypePattern[]): readonly StackResource[];
  /** The resource of a URN. */
  byUrn(urn: string): StackResource | undefined;
}

/** A finding about one resource of the stack; without a URN it is about the stack. */
export interface StackFinding extends Finding {
  readonly urn?: string;
}

/** A type token, or a pattern over it: other API versions and `Patch` kinds are other types. */
export type TypePattern = string | RegExp;

/** A rule that looks at one resource at a time. */
export interface ResourceRule<
  S extends Readonly<Record<string, Setting>> = Readonly<Record<string, Setting>>,
> extends RuleFacts<S> {
  readonly types: readonly TypePattern[];
  readonly check: (resource: Resource, settings: Settings<S>) => readonly Finding[];
  /** The properties with the violation repaired; undefined where there is nothing to do. Values are raw, unknowns too. */
  readonly remediate?: (
    resource: Resource,
    values: Readonly<Record<string, unknown>>,
    settings: Settings<S>,
  ) => Record<string, unknown> | undefined;
}

/** A rule that needs to see how resources stand to each other. */
export interface StackRule<
  S extends Readonly<Record<string, Setting>> = Readonly<Record<string, Setting>>,
> extends RuleFacts<S> {
  readonly checkStack: (stack: Stack, settings: Settings<S>) => readonly StackFinding[];
}

export type Rule = ResourceRule | StackRule;

/** Declares a rule about single resources. */
export function resourceRule<const S extends Readonly<Record<string, Setting>>>(
  rule: ResourceRule<S>,
): ResourceRule {
  return rule as unknown as ResourceRule;
}

/** Declares a rule about the whole stack. */
export function stackRule<const S extends Readonly<Record<string, Setting>>>(rule: StackRule<S>): StackRule {
  return rule as unknown as StackRule;
}

/** Whether a rule looks at the whole stack. */
export function isStackRule(rule: Rule): rule is StackRule {
  return "checkStack" in rule;
}

/** Whether a type is one of those. */
export function matchesType(type: string, patterns: readonly TypePattern[]): boolean {
  return patterns.some((pattern) => (typeof pattern === "string" ? pattern === type : pattern.test(type)));
}

/** The area of a rule: the folder that it lies in. */
export function areaOf(rule: RuleFacts): string {
  return rule.name.slice(0, rule.name.indexOf("-"));
}
