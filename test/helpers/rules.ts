import { alertGroups, standardThresholds } from "../../model/k8s/alerts";
import { sloRuleGroups } from "../../model/k8s/slo";
import type { Rule } from "../../model/k8s/slo";

/** Every rule of the platform that there can be. */
export const allRules: readonly Rule[] = [
  ...sloRuleGroups,
  ...alertGroups({ ...standardThresholds, dailyBudgetUsd: 500 }),
].flatMap(({ rules }) => rules);

/** Names of the series that rules record. */
export const recordedSeries: ReadonlySet<string> = new Set(
  allRules.flatMap((rule) => ("record" in rule ? [rule.record] : [])),
);
