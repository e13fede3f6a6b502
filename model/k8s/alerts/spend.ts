/** Alerts about what the cluster costs, by OpenCost's prices. */

import { kubeState } from "../metrics/kubernetes";
import type { Rule } from "../slo";
import type { Alert, AlertThresholds } from "./rule";

/** Series of what the cluster costs, in dollars an hour. */
export const SPEND = "plinth:spend_usd_per_hour";

const GIB = 1024 ** 3;

/** A price that a cluster without such things does not have. */
const orNothing = (expr: string): string => `(sum(${expr}) or vector(0))`;

/** Prices of volumes are for a GiB; two pods of OpenCost, as at an update, must not double anything. */
const nodes = "sum(max by (node) (node_total_hourly_cost))";
const volumes = `max by (persistentvolume) (pv_hourly_cost) * on (persistentvolume) max by (persistentvolume) (${kubeState("kube_persistentvolume_capacity_bytes")}) / ${String(GIB)}`;
const balancers = "max by (namespace, service_name, ingress_ip) (kubecost_load_balancer_cost)";
const management = "max by (provisioner_name) (kubecost_cluster_management_cost)";

export const spendRecords: readonly Rule[] = [
  { record: SPEND, expr: [nodes, ...[volumes, balancers, management].map(orNothing)].join(" + ") },
];

/** That of a budget is there only where there is one. */
export function spendAlerts({ dailyBudgetUsd }: AlertThresholds): readonly Alert[] {
  const overBudget: Alert = {
    alert: "SpendOverBudget",
    severity: "warning",
    expr: `24 * avg_over_time(${SPEND}[1h]) > ${String(dailyBudgetUsd)}`,
    lasting: "1h",
    summary: `The cluster costs {{ $value | printf "%.0f" }} dollars a day; its budget is ${String(dailyBudgetUsd)}.`,
  };
  return [
    ...(dailyBudgetUsd === undefined ? [] : [overBudget]),
    {
      alert: "SpendJumped",
      severity: "warning",
      expr: `avg_over_time(${SPEND}[1h]) > 2 * avg_over_time(${SPEND}[1d] offset 1d) and avg_over_time(${SPEND}[1h]) > 1`,
      lasting: "1h",
      summary:
        'The cluster costs {{ $value | printf "%.2f" }} dollars an hour, twice what it cost yesterday.',
    },
  ];
}
