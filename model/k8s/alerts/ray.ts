/** Alerts about Ray. */

import { RAY_NAMESPACE } from "../ray/names";
import type { Alert } from "./rule";
import { LOST_NODES } from "./capacity";

/** Series of both have the cluster's name, under different labels. */
const clusters = `label_replace(kuberay_cluster_condition_provisioned{condition="true"}, "ray_io_cluster", "$1", "name", "(.+)")`;

const workers = `namespace="${RAY_NAMESPACE}", pod=~".+-worker-.+"`;

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
    expr: `sum by (ray_io_cluster) (ray_tasks{State="PENDING_NODE_ASSIGNMENT"}) > 0`,
    lasting: "30m",
    summary: "Tasks of the Ray cluster {{ $labels.ray_io_cluster }} find no worker.",
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
    expr: [
      `count by (namespace) (kube_pod_info{${workers}} offset 10m and on (node) ${LOST_NODES}) > 0`,
      `sum by (namespace) (increase(kube_pod_container_status_restarts_total{${workers}}[30m])) > 2`,
    ].join(" or "),
    lasting: "0m",
    summary: "Ray lost workers in the middle of their work.",
  },
];
