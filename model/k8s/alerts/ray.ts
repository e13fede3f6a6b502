/** Alerts about Ray. */

import { kubeState } from "../metrics/kubernetes";
import { RAY_NAMESPACE } from "../ray/names";
import type { Alert } from "./rule";
import { LOST_NODES } from "./capacity";

/** Series of both have the cluster's name, under different labels. */
const clusters = `label_replace(kuberay_cluster_condition_provisioned{condition="true"}, "ray_io_cluster", "$1", "name", "(.+)")`;

const workers = kubeState("kube_pod_info", `namespace="${RAY_NAMESPACE}"`, 'pod=~".+-worker-.+"');

/** Tasks in a state. One that only waits for others is in a state of its own, and not `RUNNING`. */
function tasks(state: string): string {
  return `sum by (ray_io_cluster) (ray_tasks{State="${state}"}) > 0`;
}

export const rayAlerts: readonly Alert[] = [
  {
    alert: "RayHeadDown",
    severity: "critical",
    expr: `${clusters} unless on (ray_io_cluster) (up{ray_io_node_type="head"} == 1)`,
    lasting: "5m",
    summary: "The head of the Ray cluster {{ $labels.ray_io_cluster }} does not answer.",
  },
  {
    alert: "RayTasksWait",
    severity: "warning",
    // While some run, others wait as in any queue.
    expr: `${tasks("PENDING_NODE_ASSIGNMENT")} unless on (ray_io_cluster) ${tasks("RUNNING")}`,
    lasting: "30m",
    summary: "Tasks of the Ray cluster {{ $labels.ray_io_cluster }} find no worker, and none runs.",
  },
  {
    alert: "RayPlacementGroupsWait",
    severity: "warning",
    expr: `sum by (ray_io_cluster) (ray_placement_groups{State="PENDING"}) > 0`,
    lasting: "30m",
    summary: "Placement groups of the Ray cluster {{ $labels.ray_io_cluster }} find no workers that fit.",
  },
  {
    alert: "RayWorkersLost",
    severity: "warning",
    // A worker whose container ends leaves no trace in metrics: KubeRay deletes its pod at once.
    expr: `count by (namespace) (${workers} offset 10m and on (node) ${LOST_NODES}) > 0`,
    lasting: "0m",
    summary: "Ray lost workers in the middle of their work: their nodes vanished.",
  },
];
