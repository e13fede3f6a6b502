/** Alerts about nodes that go away, and about pods that find none. */

import { PLACEHOLDER_PRIORITY } from "../priorities";
import type { Rule } from "../slo";
import type { Alert, AlertThresholds } from "./rule";

/** Series with one sample for each node that went away in the last ten minutes, and that nobody had taken away. */
export const LOST_NODES = "plinth:node_lost";

/** Taints by which autoscalers say that they take a node away. */
const LEAVING = "ToBeDeletedByClusterAutoscaler|karpenter.sh/disrupted";

/** Pods that only hold room free, and are meant to find none when others need it. */
const PLACEHOLDERS = `kube_pod_info{priority_class="${PLACEHOLDER_PRIORITY}"}`;

const GPU_PODS = 'kube_pod_container_resource_requests{resource="nvidia_com_gpu"}';

/** Pods that no node takes, with or without GPUs. */
function unschedulable(gpus: "and" | "unless"): string {
  const pods = `kube_pod_status_unschedulable unless on (namespace, pod) ${PLACEHOLDERS}`;
  return `count by (namespace) ((${pods}) ${gpus} on (namespace, pod) ${GPU_PODS}) > 0`;
}

export const capacityRecords: readonly Rule[] = [
  {
    record: LOST_NODES,
    // Draining marks a node first, whoever does it; what vanishes without a mark was lost.
    expr: [
      "max by (node) (kube_node_info offset 10m)",
      "max by (node) (kube_node_info)",
      "(max by (node) (max_over_time(kube_node_spec_unschedulable[20m])) == 1)",
      `max by (node) (max_over_time(kube_node_spec_taint{key=~"${LEAVING}"}[20m]))`,
    ].join(" unless on (node) "),
  },
];

/** Labels of spot nodes, as kube-state-metrics writes those that it may. */
export const spotNodes = [
  'kube_node_labels{label_eks_amazonaws_com_capacity_type="SPOT"}',
  'kube_node_labels{label_karpenter_sh_capacity_type="spot"}',
] as const;

/** Labels of nodes that rules and dashboards read; kube-state-metrics hands on no other. */
export const nodeLabels = [
  "eks.amazonaws.com/capacityType",
  "karpenter.sh/capacity-type",
  "plinth.dev/pool",
] as const;

/** Spot nodes that went away within an hour, and that no autoscaler took away: drained before their end, or lost. */
function spotGone(most: number): string {
  const gone = [
    `(${spotNodes.map((nodes) => `max by (node) (max_over_time(${nodes}[1h]))`).join(" or ")})`,
    "max by (node) (kube_node_info)",
    `max by (node) (max_over_time(kube_node_spec_taint{key=~"${LEAVING}"}[1h]))`,
  ].join(" unless on (node) ");
  return `count(${gone}) > ${String(most)}`;
}

export function capacityAlerts({ spotInterruptionsPerHour }: AlertThresholds): readonly Alert[] {
  return [
    {
      alert: "SpotNodesInterrupted",
      severity: "warning",
      expr: spotGone(spotInterruptionsPerHour),
      lasting: "0m",
      summary: 'The cloud took {{ $value | printf "%.0f" }} spot nodes away within an hour.',
    },
    {
      alert: "NodesVanished",
      severity: "critical",
      expr: `count(${LOST_NODES}) > 1`,
      lasting: "0m",
      summary: 'Within ten minutes {{ $value | printf "%.0f" }} nodes were gone that nobody had drained.',
    },
    {
      alert: "PodsWaitForNodes",
      severity: "warning",
      expr: unschedulable("unless"),
      lasting: "15m",
      summary: 'No node takes {{ $value | printf "%.0f" }} pods of {{ $labels.namespace }}.',
    },
    {
      alert: "GpuPodsUnschedulable",
      severity: "warning",
      expr: unschedulable("and"),
      lasting: "15m",
      summary: 'No node has GPUs for {{ $value | printf "%.0f" }} pods of {{ $labels.namespace }}.',
    },
  ];
}
