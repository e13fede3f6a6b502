/** Alerts about nodes that go away, and about pods that find none. */

import { kubeState } from "../metrics/kubernetes";
import { PLACEHOLDER_PRIORITY } from "../priorities";
import type { Rule } from "../slo";
import type { Alert, AlertThresholds } from "./rule";

/** Series with one sample for each node that went away in the last ten minutes, and that nobody had taken away. */
export const LOST_NODES = "plinth:node_lost";

/** Taints by which autoscalers say that they take a node away. */
const LEAVING = "ToBeDeletedByClusterAutoscaler|karpenter.sh/disrupted";

/** Pods that only hold room free, and are meant to find none when others need it. */
const PLACEHOLDERS = kubeState("kube_pod_info", `priority_class="${PLACEHOLDER_PRIORITY}"`);

const GPU_PODS = kubeState("kube_pod_container_resource_requests", 'resource="nvidia_com_gpu"');

/** Pods that no node takes, with or without GPUs. */
function unschedulable(gpus: "and" | "unless"): string {
  const waiting = kubeState("kube_pod_status_unschedulable");
  const pods = `${waiting} unless on (namespace, pod) ${PLACEHOLDERS}`;
  return `count by (namespace) ((${pods}) ${gpus} on (namespace, pod) ${GPU_PODS}) > 0`;
}

const NODES = kubeState("kube_node_info");

/** Nodes that have the taint of an autoscaler, or had it within the window. */
function leaving(window: string): string {
  return `max by (node) (max_over_time(${kubeState("kube_node_spec_taint", `key=~"${LEAVING}"`)}[${window}]))`;
}

/**
 * Of nodes that there were, those that are gone and are none of the others. While kube-state-metrics is away, as when
 * its pod moves, nobody knows of any node, and none counts as gone.
 */
function gone(were: string, ...others: readonly string[]): string {
  return `${[were, `max by (node) (${NODES})`, ...others].join(" unless on (node) ")} and on () group(${NODES})`;
}

export const capacityRecords: readonly Rule[] = [
  {
    record: LOST_NODES,
    // Draining marks a node first, whoever does it; what vanishes without a mark was lost.
    expr: gone(
      `max by (node) (${NODES} offset 10m)`,
      `(max by (node) (max_over_time(${kubeState("kube_node_spec_unschedulable")}[20m])) == 1)`,
      leaving("20m"),
    ),
  },
];

/** Labels of spot nodes, as kube-state-metrics writes those that it may. */
export const spotNodes = [
  kubeState("kube_node_labels", 'label_eks_amazonaws_com_capacity_type="SPOT"'),
  kubeState("kube_node_labels", 'label_karpenter_sh_capacity_type="spot"'),
] as const;

/** Labels of nodes that rules and dashboards read; kube-state-metrics hands on no other. */
export const nodeLabels = [
  "eks.amazonaws.com/capacityType",
  "karpenter.sh/capacity-type",
  "plinth.dev/pool",
] as const;

/** Spot nodes that went away within an hour, and that no autoscaler took away: drained before their end, or lost. */
function spotGone(): string {
  const were = spotNodes.map((nodes) => `max by (node) (max_over_time(${nodes}[1h]))`).join(" or ");
  return `count(${gone(`(${were})`, leaving("1h"))})`;
}

/** NodeClaims that Karpenter ended within an hour since the cloud took them: it taints them as any that it ends. */
function spotInterrupted(): string {
  const counter = 'karpenter_nodeclaims_disrupted_total{reason="spot_interrupted"}';
  const last = `last_over_time(${counter}[1h])`;
  // A series begins with its first interruption, often with several at once, and increase() does not see those.
  return `sum((${last} - ${counter} offset 1h >= 0) or ${last})`;
}

export function capacityAlerts({ spotInterruptionsPerHour }: AlertThresholds): readonly Alert[] {
  return [
    {
      alert: "SpotNodesInterrupted",
      severity: "warning",
      expr: [spotGone(), spotInterrupted()]
        .map((nodes) => `${nodes} > ${String(spotInterruptionsPerHour)}`)
        .join(" or "),
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
