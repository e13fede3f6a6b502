/** The dashboards of the platform, as ConfigMaps that Grafana's sidecar reads. */

import { OBSERVABILITY_NAMESPACE } from "../observability";
import { buildDashboard } from "./build";
import { capacityDashboard } from "./capacity";
import { gpuDashboard } from "./gpu";
import { llmDashboard } from "./llm";
import { rayDashboard } from "./ray";
import { routerDashboard } from "./router";
import { sloDashboard } from "./slo";
import { spendDashboard } from "./spend";
import type { DashboardSpec } from "./types";

/** Every dashboard. */
export const dashboards: readonly DashboardSpec[] = [
  capacityDashboard,
  gpuDashboard,
  llmDashboard,
  rayDashboard,
  routerDashboard,
  sloDashboard,
  spendDashboard,
];

/** The ConfigMap of a dashboard. */
export function dashboardConfigMap(spec: DashboardSpec) {
  return {
    apiVersion: "v1" as const,
    kind: "ConfigMap" as const,
    metadata: {
      name: `dashboard-${spec.id}`,
      namespace: OBSERVABILITY_NAMESPACE,
      // By it the sidecar finds the ConfigMap.
      labels: { grafana_dashboard: "1" },
    },
    // Nobody reads it there, and Pulumi keeps it three times in the state, which it writes after every step.
    data: { [`${spec.id}.json`]: `${JSON.stringify(buildDashboard(spec))}\n` },
  };
}
