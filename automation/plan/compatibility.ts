/** Components of a plan that do not work together. */

import { judgeCompatibility, pairs, ruleOf, statement } from "../../model/compatibility";
import type { CompatibilityFinding, FoundComponent } from "../../model/compatibility";
import type { RuleFacts } from "../../policypack/lib/rule";
import type { Finding } from "../policy/findings";
import { findCharts } from "./components/charts";
import { findClusterParts } from "./components/cluster";
import { findIdentities } from "./components/identity";
import { findManifests } from "./components/manifests";
import { viewOf } from "./components/view";
import type { Plan, SourcePosition } from "./types";

/** What each pair says of itself, for reports and for the names that waivers may give. */
export const compatibilityRules: readonly RuleFacts[] = pairs.map((pair) => ({
  name: ruleOf(pair),
  title: statement(pair),
  description: pair.reason,
  severity: "high",
  level: "mandatory",
  requirements: [],
  peers: [],
  url: pair.url,
  remediation: pair.good,
}));

/** The components that a plan installs, as far as it can be seen. */
export function findComponents({ resources }: Plan): FoundComponent[] {
  const views = resources.map(viewOf);
  return [
    ...findClusterParts(views),
    ...findCharts(views),
    ...findManifests(views),
    ...findIdentities(views),
  ];
}

/** Every pair of a plan's components that does not work or cannot be decided, at the resource to change first. */
export function compatibilityFindings(plan: Plan): Finding[] {
  const sources = new Map(plan.resources.map(({ urn, source }) => [urn, source]));
  return judgeCompatibility(findComponents(plan)).map((finding) => asFinding(finding, sources));
}

function asFinding(
  { rule, message, sources: [urn, ...others] }: CompatibilityFinding,
  sources: ReadonlyMap<string, SourcePosition | undefined>,
): Finding {
  const source = sources.get(urn ?? "");
  const beside =
    others.length === 0 ? "" : ` The other is ${others.map((other) => `\`${nameOf(other)}\``).join(", ")}.`;
  return {
    rule,
    ...(urn !== undefined && { urn }),
    enforcementLevel: "mandatory",
    severity: "high",
    message: `${message}${beside}`,
    ...(source !== undefined && { source }),
  };
}

/** The last part of a URN, by which the program calls the resource. */
function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}
