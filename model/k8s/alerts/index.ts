/** All alerts of the platform beside those of its promises. */

import type { Rule, RuleGroup } from "../slo";
import { capacityAlerts, capacityRecords } from "./capacity";
import { gpuAlerts } from "./gpu";
import { llmAlerts } from "./llm";
import { platformAlerts } from "./platform";
import { rayAlerts } from "./ray";
import { routerAlerts } from "./router";
import { ruleOf } from "./rule";
import type { Alert, AlertThresholds } from "./rule";
import { spendAlerts, spendRecords } from "./spend";

export { standardThresholds } from "./rule";
export type { AlertThresholds } from "./rule";

function group(name: string, alerts: readonly Alert[], records: readonly Rule[] = []): RuleGroup {
  return { name, rules: [...records, ...alerts.map(ruleOf)] };
}

/** All groups, as a PrometheusRule has them. What one records, another may use: it is then an evaluation old. */
export function alertGroups(thresholds: AlertThresholds): readonly RuleGroup[] {
  return [
    group("capacity", capacityAlerts(thresholds), capacityRecords),
    group("gpu", gpuAlerts(thresholds)),
    group("ray", rayAlerts),
    group("llm", llmAlerts),
    group("router", routerAlerts),
    group("spend", spendAlerts(thresholds), spendRecords),
    group("platform", platformAlerts),
  ];
}

/** Alerts that come with kube-prometheus-stack and that one of ours says better, with a page that says what to do. */
export const replacedAlerts: readonly string[] = ["KubePersistentVolumeFillingUp", "TargetDown"];
