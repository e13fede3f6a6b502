/** Metrics of Ray and of its operator. */

import { components } from "../../compatibility";
import { rayVersion } from "../../fleet/chart-versions";
import type { Exporter } from "./types";

/** As a Ray of this version answers on its port of metrics. */
export const rayMetrics: Exporter = {
  title: "Ray",
  version: rayVersion,
  source: "https://docs.ray.io/en/releases-2.60.0/ray-observability/reference/system-metrics.html",
  metrics: {
    ray_actors: "gauge",
    ray_node_cpu_utilization: "gauge",
    ray_node_disk_free: "gauge",
    ray_node_mem_total: "gauge",
    ray_node_mem_used: "gauge",
    ray_object_store_available_memory: "gauge",
    ray_object_store_used_memory: "gauge",
    ray_placement_groups: "gauge",
    ray_resources: "gauge",
    ray_tasks: "gauge",
  },
};

export const kuberay: Exporter = {
  title: "KubeRay operator",
  version: components["kuberay-operator"].version,
  source:
    "https://github.com/ray-project/kuberay/blob/v1.7.0/ray-operator/controllers/ray/metrics/ray_cluster_metrics.go",
  metrics: {
    kuberay_cluster_condition_provisioned: "gauge",
    kuberay_job_deployment_status: "gauge",
  },
};
