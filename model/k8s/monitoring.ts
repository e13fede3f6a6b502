/** What kube-prometheus-stack is told to watch and to say, as Pulumi and Flux hand it to the chart. */

import { alertGroups, replacedAlerts } from "./alerts";
import type { AlertThresholds } from "./alerts";
import { podMonitors, serviceMonitors } from "./monitors";
import type { PodMonitor, ServiceMonitor } from "./monitors";
import { sloRuleGroups } from "./slo";
import type { RuleGroup } from "./slo";

/** Values of the chart; its other values stand elsewhere. */
export interface MonitoringValues {
  readonly additionalPrometheusRulesMap: Readonly<Record<string, { readonly groups: readonly RuleGroup[] }>>;
  readonly defaultRules: { readonly disabled: Readonly<Record<string, boolean>> };
  readonly prometheus: {
    readonly additionalPodMonitors: readonly PodMonitor[];
    readonly additionalServiceMonitors: readonly ServiceMonitor[];
  };
}

/** Rules and monitors come by the release, which brings their kinds. */
export function monitoringValues(thresholds: AlertThresholds): MonitoringValues {
  return {
    additionalPrometheusRulesMap: {
      slo: { groups: sloRuleGroups },
      platform: { groups: alertGroups(thresholds) },
    },
    defaultRules: { disabled: Object.fromEntries(replacedAlerts.map((alert) => [alert, true])) },
    prometheus: { additionalPodMonitors: podMonitors, additionalServiceMonitors: serviceMonitors },
  };
}
