/** Puts together what the policies, their failures and the waivers say. */

import { basename } from "node:path";
import type { Level, RuleFacts } from "../../policypack/lib/rule";
import { waiverRules } from "../../policypack/lib/waivers";
import type { Waivers } from "../../policypack/lib/waivers";
import type { Plan, SourcePosition } from "../plan/types";
import type { PolicyConfig } from "./config";
import type { Finding } from "./findings";
import type { PolicyFailure } from "./guarded";
import type { Diagnostic } from "./server";

/** Everything that was answered, as it came. */
export interface Report {
  readonly diagnostics: { readonly diagnostic: Diagnostic; readonly urn: string | undefined }[];
  readonly failures: PolicyFailure[];
}

/** What the findings are made of. */
export interface Collected {
  readonly plan: Plan;
  /** What every rule at work says of itself. */
  readonly rules: readonly RuleFacts[];
  readonly config: ReadonlyMap<string, PolicyConfig>;
  readonly waivers: Waivers;
  readonly report: Report;
  /** Findings of what is judged beside the pack. */
  readonly beside: readonly Finding[];
}

/** Every finding: first those that count, resource by resource, then what was waived, then about the waivers. */
export function collectFindings({ plan, rules, config, waivers, report, beside }: Collected): Finding[] {
  const facts = new Map(rules.map((rule) => [rule.name, rule]));
  const sources = sourcesOf(plan);
  const stackUrn = plan.resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.urn;
  const order = new Map(plan.resources.map(({ urn }, index) => [urn, index]));
  const placeOf = (finding: Finding): number => order.get(finding.urn ?? "") ?? plan.resources.length;
  const about = (rule: string, urn = stackUrn): Omit<Finding, "message"> => ({
    rule,
    ...(urn !== undefined && { urn }),
    enforcementLevel: deniesOrWarns(config.get(rule)),
    severity: facts.get(rule)?.severity ?? "high",
    ...(urn !== undefined && sources.has(urn) && { source: sources.get(urn) as SourcePosition }),
  });
  const found = report.diagnostics.map(({ diagnostic, urn }): Finding => {
    const rule = diagnostic.getPolicyname();
    const level = diagnostic.getEnforcementlevel() === 1 ? "mandatory" : "advisory";
    return { ...about(rule, urn), enforcementLevel: level, message: withoutDescription(diagnostic) };
  });
  const failed = report.failures.map(({ rule, urn, message }): Finding => ({ ...about(rule, urn), message }));
  const waived = waivers.waived.map(({ waiver, reported, urn }): Finding => {
    const { owner, reason, expires, line } = waiver;
    const applied = { owner, reason, expires, file: waivers.file, line };
    return { ...about(reported.rule.name, urn), message: reported.finding.message, waived: applied };
  });
  const all = [...failed, ...found, ...beside, ...waived].sort((one, other) => placeOf(one) - placeOf(other));
  return [...all, ...aboutWaivers(waivers, config)];
}

/** The server puts the policy's description in front of each message; the reports show it elsewhere. */
function withoutDescription(diagnostic: Diagnostic): string {
  const description = `${diagnostic.getDescription()}\n`;
  const message = diagnostic.getMessage();
  return message.startsWith(description) ? message.slice(description.length) : message;
}

/** The level of a finding under a config. What cannot be repaired at once denies. */
export function deniesOrWarns(config: PolicyConfig | undefined): Level {
  return config?.level === "advisory" ? "advisory" : "mandatory";
}

/** The stack's own resource stands for the program as a whole, and no line registers it. */
function sourcesOf({ resources }: Plan): ReadonlyMap<string, SourcePosition> {
  return new Map(
    resources.flatMap(({ urn, source }) => (source === undefined ? [] : [[urn, source] as const])),
  );
}

/** What is wrong with the waivers. What they hold back is told with the findings themselves. */
function aboutWaivers(waivers: Waivers, config: ReadonlyMap<string, PolicyConfig>): Finding[] {
  const rule = waiverRules(waivers).find(({ name }) => name === "waivers-valid");
  const level = rule === undefined ? undefined : config.get(rule.name);
  if (rule === undefined || level?.level === "disabled") return [];
  return waivers.problems().map(({ line, message }) => ({
    rule: rule.name,
    enforcementLevel: deniesOrWarns(level),
    severity: rule.severity,
    message: `${basename(waivers.file)}:${line}: ${message}`,
    source: { file: waivers.file, line },
  }));
}
