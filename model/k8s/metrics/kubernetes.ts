/** Metrics of Kubernetes itself, by what kube-prometheus-stack brings. */

import type { Exporter } from "./types";

export const kubeStateMetrics = {
  title: "kube-state-metrics",
  version: "2.19.1",
  source: "https://github.com/kubernetes/kube-state-metrics/tree/v2.19.1/docs/metrics",
  metrics: {
    kube_deployment_status_replicas_available: "gauge",
    kube_horizontalpodautoscaler_spec_max_replicas: "gauge",
    kube_horizontalpodautoscaler_status_current_replicas: "gauge",
    kube_node_info: "gauge",
    kube_node_labels: "gauge",
    kube_node_spec_taint: "gauge",
    kube_node_spec_unschedulable: "gauge",
    kube_node_status_allocatable: "gauge",
    kube_persistentvolume_capacity_bytes: "gauge",
    kube_pod_container_resource_requests: "gauge",
    kube_pod_container_status_restarts_total: "counter",
    kube_pod_info: "gauge",
    kube_pod_status_phase: "gauge",
    kube_pod_status_unschedulable: "gauge",
  },
} as const satisfies Exporter;

/**
 * Selector of a series as kube-state-metrics itself has it. OpenCost has copies of many under the same names, which it
 * reads back from Prometheus: a sum over both is double what there is.
 *
 * @see https://github.com/opencost/opencost/blob/5f6533303e3850c8635796a74bb22802d16e9090/pkg/env/costmodelenv.go#L269
 */
export function kubeState(
  series: keyof typeof kubeStateMetrics.metrics,
  ...matchers: readonly string[]
): string {
  return `${series}{${['job="kube-state-metrics"', ...matchers].join(", ")}}`;
}

export const kubelet: Exporter = {
  title: "kubelet",
  version: "1.36",
  source: "https://kubernetes.io/docs/reference/instrumentation/metrics/",
  metrics: {
    container_cpu_usage_seconds_total: "counter",
    container_memory_working_set_bytes: "gauge",
    kubelet_volume_stats_available_bytes: "gauge",
    kubelet_volume_stats_capacity_bytes: "gauge",
  },
};

/** What Prometheus writes about every target that it asks. */
export const prometheus: Exporter = {
  title: "Prometheus",
  version: "3.13.2",
  source:
    "https://prometheus.io/docs/concepts/jobs_instances/#automatically-generated-labels-and-time-series",
  metrics: { up: "gauge" },
};
