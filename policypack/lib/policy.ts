/** Turns rules into the policies that Pulumi's policy server runs. */

import type {
  PolicyConfigSchema,
  PolicyResource,
  ResourceValidationPolicy,
  StackValidationPolicy,
} from "@pulumi/policy";
import type { Finding } from "./finding";
import { Property } from "./property";
import { areaOf, isStackRule, matchesType } from "./rule";
import type {
  Resource,
  ResourceRule,
  Rule,
  RuleFacts,
  Setting,
  Settings,
  Stack,
  StackResource,
  StackRule,
  TypePattern,
} from "./rule";
import { rawProperties } from "./unknown";

/** A finding with the rule that made it and the resource that it is about. */
export interface Reported {
  readonly rule: RuleFacts;
  readonly finding: Finding;
  /** URN of the resource; undefined for the stack. */
  readonly urn: string | undefined;
}

/** Decides whether a finding is reported. One that is not is kept by whoever decided so. */
export type Filter = (reported: Reported) => boolean;

const reportAll: Filter = () => true;

/** How the resources that a policy is shown are to be understood. */
export interface View {
  /** Whether there is anything to judge in what is shown. */
  shows(type: string, properties: Properties): boolean;
  /** Is told of each resource that is shown alone. */
  note(urn: string, inputs: Properties): void;
  /** Inputs of a resource that is shown among all. */
  inputsOf(urn: string, shown: Properties): Properties;
}

type Properties = Readonly<Record<string, unknown>>;

/** A plan shows inputs, and components of a provider as the program gives them. */
const planView: View = { shows: () => true, note: () => undefined, inputsOf: (_urn, shown) => shown };

/** Components that a provider makes other resources of. */
const component = /^(?:awsx|eks):/;

/**
 * What Pulumi's own engine shows.
 *
 * To policies of a stack it hands outputs. In the preview of something new they are the inputs, and an unknown value in
 * place of whatever a provider may fill in: of the role that was given no `managedPolicyArns`, it is not known whether
 * it will have some. The inputs know, and were shown before, one resource at a time.
 *
 * Of a component such as `eks.Cluster` it shows no inputs: its provider registers it without any. What the provider
 * makes of it is shown, and judged in its place.
 *
 * Source: `AnalyzeResources` in `pkg/resource/deploy/step_generator.go` of pulumi/pulumi.
 */
export class EngineView implements View {
  private readonly seen = new Map<string, Properties>();

  shows(type: string, properties: Properties): boolean {
    return !component.test(type) || Object.keys(properties).length > 0;
  }

  note(urn: string, inputs: Properties): void {
    this.seen.set(urn, inputs);
  }

  inputsOf(urn: string, shown: Properties): Properties {
    return this.seen.get(urn) ?? shown;
  }
}

/**
 * The policy of a rule. Findings that `filter` holds back are not reported.
 *
 * @param view shared by all policies of a pack.
 */
export function policyOf(
  rule: Rule,
  filter: Filter = reportAll,
  view: View = planView,
): ResourceValidationPolicy | StackValidationPolicy {
  return isStackRule(rule) ? stackPolicy(rule, filter, view) : resourcePolicy(rule, filter, view);
}

function resourcePolicy(rule: ResourceRule, filter: Filter, view: View): ResourceValidationPolicy {
  const { remediate } = rule;
  return {
    ...described(rule),
    validateResource: (args, report) => {
      view.note(args.urn, args.props);
      if (!matchesType(args.type, rule.types) || !view.shows(args.type, args.props)) return;
      for (const finding of rule.check(resourceOf(args), settingsOf(rule, args.getConfig()))) {
        if (filter({ rule, finding, urn: args.urn })) report(finding.message, args.urn);
      }
    },
    ...(remediate && {
      remediateResource: (args) => {
        if (!matchesType(args.type, rule.types)) return undefined;
        return remediate(resourceOf(args), rawProperties(args.props), settingsOf(rule, args.getConfig()));
      },
    }),
  };
}

function stackPolicy(rule: StackRule, filter: Filter, view: View): StackValidationPolicy {
  return {
    ...described(rule),
    validateStack: (args, report) => {
      const stack = stackOf(args.resources, view);
      for (const finding of rule.checkStack(stack, settingsOf(rule, args.getConfig()))) {
        if (filter({ rule, finding, urn: finding.urn })) report(finding.message, finding.urn);
      }
    },
  };
}

function described(rule: RuleFacts): Omit<ResourceValidationPolicy, "validateResource"> {
  const [first] = rule.requirements;
  return {
    name: rule.name,
    displayName: rule.title,
    description: `${rule.title}.`,
    enforcementLevel: rule.level,
    severity: rule.severity,
    tags: [areaOf(rule)],
    remediationSteps: rule.remediation,
    url: rule.url,
    ...(first && {
      framework: {
        name: first.standard,
        version: first.version,
        reference: first.id,
        specification: rule.description,
      },
    }),
    // The policy server's types want arrays that can be written to.
    ...(rule.settings && {
      configSchema: {
        properties: structuredClone(rule.settings) as unknown as PolicyConfigSchema["properties"],
      },
    }),
  };
}

/** The pack's config over the defaults: in some modes Pulumi hands over no config at all, and no default. */
function settingsOf(rule: RuleFacts, config: object): Settings<Readonly<Record<string, Setting>>> {
  const defaults = Object.entries(rule.settings ?? {}).map(([key, setting]) => [key, setting.default]);
  return { ...Object.fromEntries(defaults), ...config } as Settings<Readonly<Record<string, Setting>>>;
}

type Guarded = Pick<PolicyResource, "type" | "name" | "urn" | "props" | "opts"> & {
  readonly provider?: { readonly props: Record<string, unknown> };
};

function resourceOf({ type, name, urn, props, opts, provider }: Guarded): Resource {
  return {
    type,
    name,
    urn,
    properties: Property.inputs(rawProperties(props)),
    ...(provider && { provider: Property.inputs(rawProperties(provider.props)) }),
    ignoreChanges: opts.ignoreChanges,
  };
}

/** One of all resources. A rule looks at few of them, and into fewer, so what it may look at is made when it does. */
function stackResourceOf(guarded: PolicyResource, view: View): StackResource {
  const { type, name, urn, props, provider, parent, opts } = guarded;
  let properties: Property | undefined;
  let sources: StackResource["propertyDependencies"] | undefined;
  return {
    type,
    name,
    urn,
    get properties() {
      return (properties ??= Property.inputs(rawProperties(view.inputsOf(urn, props))));
    },
    ...(provider && { provider: Property.inputs(rawProperties(provider.props)) }),
    ignoreChanges: opts.ignoreChanges,
    ...(parent && { parent: parent.urn }),
    get dependencies() {
      return urnsOf(guarded.dependencies);
    },
    get propertyDependencies() {
      return (sources ??= Object.fromEntries(
        Object.entries(guarded.propertyDependencies).map(([key, resources]) => [key, urnsOf(resources)]),
      ));
    },
  };
}

function urnsOf(resources: readonly PolicyResource[]): string[] {
  return resources.map(({ urn }) => urn);
}

function stackOf(guarded: readonly PolicyResource[], view: View): Stack {
  const shown = guarded.filter(({ type, urn, props }) => view.shows(type, view.inputsOf(urn, props)));
  return stackOfResources(shown.map((resource) => stackResourceOf(resource, view)));
}

/** A stack of these resources. */
export function stackOfResources(resources: readonly StackResource[]): Stack {
  const types = new Set(resources.map(({ type }) => type));
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const asked = new Map<string, readonly StackResource[]>();
  const find = (patterns: readonly TypePattern[]): readonly StackResource[] => {
    const matching = new Set([...types].filter((type) => matchesType(type, patterns)));
    return matching.size === 0 ? [] : resources.filter(({ type }) => matching.has(type));
  };
  return {
    resources,
    // Rules ask for the same types once for each resource of another.
    ofType: (...patterns) => {
      const key = patterns.join("\n");
      const found = asked.get(key) ?? find(patterns);
      asked.set(key, found);
      return found;
    },
    byUrn: (urn) => byUrn.get(urn),
  };
}
