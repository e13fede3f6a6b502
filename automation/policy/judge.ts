/** Judges a plan by the policy pack, with the answers that `pulumi preview --policy-pack` would give. */

import { violation } from "../../policypack/lib/finding";
import type { Rule, RuleFacts } from "../../policypack/lib/rule";
import { isStackRule, matchesType } from "../../policypack/lib/rule";
import { policyOf } from "../../policypack/lib/policy";
import type { Waivers } from "../../policypack/lib/waivers";
import { waiverRules } from "../../policypack/lib/waivers";
import { watched } from "../../policypack/pack";
import type { Policy } from "../../policypack/pack";
import { rules as packRules } from "../../policypack/rules";
import type { Plan, PlannedResource } from "../plan/types";
import { loadPolicyConfig } from "./config";
import type { PolicyConfig } from "./config";
import { collectFindings, deniesOrWarns } from "./collect";
import type { Report } from "./collect";
import type { Finding, Judgement } from "./findings";
import { guarded } from "./guarded";
import type { ProfileName } from "./profiles";
import { resourceRequest, stackRequest } from "./requests";
import type { ResourceRequest } from "./requests";
import { analyze, analyzeStack, remediate } from "./server";
import type { Ask, AnalyzeResponse, RemediateResponse } from "./server";
import { loadWaivers } from "./waivers";

/** Rules that judge a plan beside the pack. The config and the waivers hold for them too. */
export interface Beside {
  readonly rules: readonly RuleFacts[];
  readonly judge: (plan: Plan) => readonly Finding[];
}

/** How a plan is judged. */
export interface JudgeOptions {
  readonly profile: ProfileName;
  /** File that is laid over the profile. @default none */
  readonly policyConfig?: string | undefined;
  /** File of waivers. @default waivers.yaml in the program's folder, where it is there */
  readonly waivers?: string | undefined;
  /** Folder of the pack that the profiles are in. @default that of the repository */
  readonly packFolder?: string | undefined;
  /** @default every rule of the pack */
  readonly rules?: readonly Rule[] | undefined;
  /** @default none */
  readonly beside?: readonly Beside[] | undefined;
}

/** One rule at work. */
interface Working {
  readonly rule: Rule;
  readonly policy: Policy;
  readonly config: PolicyConfig;
}

/**
 * Judges every resource of a plan, then the stack as a whole.
 *
 * @throws PlinthError policy-input-invalid for a config or a file of waivers that cannot be used.
 */
export async function judge(plan: Plan, options: JudgeOptions): Promise<Judgement> {
  const { rules = packRules, beside = [], profile } = options;
  const known = [...rules, ...beside.flatMap((one) => one.rules)];
  const waivers = loadWaivers(options.waivers, plan.program, known);
  waivers.about(plan.resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.urn);
  const all = [...known, ...waiverRules(waivers)];
  const sources = { profile, file: options.policyConfig, packFolder: options.packFolder };
  const config = loadPolicyConfig(sources, all);
  const report: Report = { diagnostics: [], failures: [] };
  const working = rules.flatMap((rule) => atWork(rule, config.get(rule.name), waivers, report));
  const requests = await judgeResources(plan, working, report);
  await judgeStack(requests, working, report);
  const found = beside.flatMap((one) => judgeBeside(one, plan, config, waivers));
  const onDuty = all.filter(({ name }) => config.get(name)?.level !== "disabled");
  const findings = collectFindings({ plan, rules: onDuty, config, waivers, report, beside: found });
  return { findings, rules: onDuty, profile, config };
}

function judgeBeside(
  { rules, judge: judgePlan }: Beside,
  plan: Plan,
  config: ReadonlyMap<string, PolicyConfig>,
  waivers: Waivers,
): Finding[] {
  const onDuty = new Map(
    rules.filter(({ name }) => config.get(name)?.level !== "disabled").map((rule) => [rule.name, rule]),
  );
  for (const name of onDuty.keys()) waivers.begin(name);
  return judgePlan(plan).flatMap((finding) => {
    const rule = onDuty.get(finding.rule);
    const { message, urn } = finding;
    if (rule === undefined || !waivers.filter({ rule, finding: violation("", message), urn })) return [];
    return [{ ...finding, enforcementLevel: deniesOrWarns(config.get(finding.rule)) }];
  });
}

function atWork(rule: Rule, config: PolicyConfig | undefined, waivers: Waivers, report: Report): Working[] {
  if (config === undefined || config.level === "disabled") return [];
  // A policy is asked only about what it looks at, so that it would not tell by itself that it runs.
  waivers.begin(rule.name);
  const policy = guarded(watched(policyOf(rule, waivers.filter), waivers), config.settings, (failure) =>
    report.failures.push(failure),
  );
  return [{ rule, config, policy: { ...policy, enforcementLevel: config.level } }];
}

/** What is asked about the resources of one type. */
interface Askers {
  readonly rules: readonly string[];
  readonly analyze: Ask<AnalyzeResponse>;
  /** Absent where no rule of the type repairs. */
  readonly remediate: Ask<RemediateResponse> | undefined;
}

/** The server gives every policy values of its own, so each is asked only about the types that it looks at. */
function askersOf(type: string, working: readonly Working[]): Askers {
  const looking = working.filter(({ rule }) => !isStackRule(rule) && matchesType(type, rule.types));
  const repairing = looking.filter(({ rule, config }) => config.level === "remediate" && "remediate" in rule);
  return {
    rules: looking.map(({ rule }) => rule.name),
    analyze: analyze(looking.map(({ policy }) => policy)),
    remediate: repairing.length === 0 ? undefined : remediate(repairing.map(({ policy }) => policy)),
  };
}

async function judgeResources(
  { resources }: Plan,
  working: readonly Working[],
  report: Report,
): Promise<ResourceRequest[]> {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const askers = new Map<string, Askers>();
  const requests: ResourceRequest[] = [];
  for (const resource of resources) {
    const ofType = askers.get(resource.type) ?? askersOf(resource.type, working);
    askers.set(resource.type, ofType);
    const request = await repaired(resource, byUrn, ofType);
    requests.push(request);
    if (ofType.rules.length > 0) await ask(ofType.analyze, request, ofType.rules, report, resource.urn);
  }
  return requests;
}

/** The request about a resource after the repairs that the config asks for. */
async function repaired(
  resource: PlannedResource,
  byUrn: ReadonlyMap<string, PlannedResource>,
  askers: Askers,
): Promise<ResourceRequest> {
  const provider = resource.provider === undefined ? undefined : byUrn.get(resource.provider);
  const request = resourceRequest(resource, provider);
  if (askers.remediate === undefined) return request;
  const repairs = (await askers.remediate(request)).getRemediationsList();
  const wire = repairs.map((repair) => repair.getProperties()?.toJavaScript()).findLast((values) => values);
  return wire === undefined ? request : resourceRequest(resource, provider, wire);
}

async function judgeStack(
  requests: readonly ResourceRequest[],
  working: readonly Working[],
  report: Report,
): Promise<void> {
  const looking = working.filter(({ rule }) => isStackRule(rule));
  if (looking.length === 0) return;
  const names = looking.map(({ rule }) => rule.name);
  await ask(analyzeStack(looking.map(({ policy }) => policy)), stackRequest(requests), names, report);
}

/** What the server cannot read counts against every policy that was to judge it. */
async function ask(
  question: Ask<AnalyzeResponse>,
  request: unknown,
  rules: readonly string[],
  report: Report,
  urn?: string,
): Promise<void> {
  try {
    for (const diagnostic of (await question(request)).getDiagnosticsList())
      report.diagnostics.push({ diagnostic, urn: diagnostic.getUrn() === "" ? urn : diagnostic.getUrn() });
  } catch {
    const message = "The inputs cannot be read by the policy server, so nothing is known about them.";
    for (const rule of rules) report.failures.push({ rule, message, ...(urn !== undefined && { urn }) });
  }
}
