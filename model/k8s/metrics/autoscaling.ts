/** Metrics of what adds and removes nodes. */

import { components } from "../../compatibility";
import type { Exporter } from "./types";

export const karpenter: Exporter = {
  title: "Karpenter",
  version: components.karpenter.version,
  source: "https://karpenter.sh/v1.14/reference/metrics/",
  metrics: {
    karpenter_interruption_received_messages_total: "counter",
    karpenter_nodeclaims_created_total: "counter",
    karpenter_nodeclaims_disrupted_total: "counter",
    karpenter_nodeclaims_terminated_total: "counter",
  },
};

export const clusterAutoscaler: Exporter = {
  title: "Cluster Autoscaler",
  version: "1.36",
  source:
    "https://github.com/kubernetes/autoscaler/blob/cluster-autoscaler-1.36.0/cluster-autoscaler/metrics/metrics.go",
  metrics: {
    cluster_autoscaler_failed_scale_ups_total: "counter",
    cluster_autoscaler_scaled_down_nodes_total: "counter",
    cluster_autoscaler_scaled_up_nodes_total: "counter",
    cluster_autoscaler_unschedulable_pods_count: "gauge",
  },
};
