/** Metrics of the platform's own services. */

import { components } from "../../compatibility";
import { vaultImage } from "../vault";
import type { Exporter } from "./types";

/**
 * Read with their labels where OpenCost writes them, in its source of October 2024 and at the commit that the source names,
 * a later one: what rules and dashboards ask for is the same in both. The source of 1.120 itself could not be had.
 */
export const opencost: Exporter = {
  title: "OpenCost",
  version: "1.120",
  source:
    "https://github.com/opencost/opencost/blob/02e06667dd4b4d8caa06f85e0c1f976a7d825381/pkg/costmodel/metrics.go",
  metrics: {
    container_cpu_allocation: "gauge",
    container_gpu_allocation: "gauge",
    container_memory_allocation_bytes: "gauge",
    kubecost_cluster_management_cost: "gauge",
    kubecost_load_balancer_cost: "gauge",
    kubecost_node_is_spot: "gauge",
    node_cpu_hourly_cost: "gauge",
    node_gpu_hourly_cost: "gauge",
    node_ram_hourly_cost: "gauge",
    node_total_hourly_cost: "gauge",
    pv_hourly_cost: "gauge",
  },
};

export const certManager: Exporter = {
  title: "cert-manager",
  version: "1.21.2",
  source:
    "https://github.com/cert-manager/cert-manager/blob/v1.21.2/internal/collectors/certificate_collector.go",
  metrics: {
    certmanager_certificate_expiration_timestamp_seconds: "gauge",
    certmanager_certificate_renewal_timestamp_seconds: "gauge",
  },
};

export const externalSecrets: Exporter = {
  title: "External Secrets Operator",
  version: components["external-secrets"].version,
  source: "https://external-secrets.io/v2.7.0/api/metrics/",
  metrics: { externalsecret_status_condition: "gauge" },
};

/** Some readers of the collector's own metrics add `_total` to the names of its counters. */
export const collector: Exporter = {
  title: "OpenTelemetry collector",
  version: "0.158.0",
  source: "https://opentelemetry.io/docs/collector/internal-telemetry/",
  metrics: Object.fromEntries(
    ["sent", "send_failed"].flatMap((what) =>
      ["log_records", "spans", "metric_points"].flatMap((items) =>
        ["", "_total"].map((end) => [`otelcol_exporter_${what}_${items}${end}`, "counter"] as const),
      ),
    ),
  ),
};

/** The proxies of the gateway. */
export const envoy: Exporter = {
  title: "Envoy",
  version: "1.39",
  source: "https://www.envoyproxy.io/docs/envoy/latest/configuration/upstream/cluster_manager/cluster_stats",
  metrics: {
    envoy_cluster_upstream_rq_time: "histogram",
    envoy_cluster_upstream_rq_xx: "counter",
  },
};

export const loki: Exporter = {
  title: "Loki",
  version: "3",
  source: "https://grafana.com/docs/loki/latest/operations/meta-monitoring/mixins/",
  metrics: { loki_request_duration_seconds: "histogram" },
};

export const velero: Exporter = {
  title: "Velero",
  version: "1.18.2",
  source: "https://github.com/velero-io/velero/blob/v1.18.2/pkg/metrics/metrics.go",
  metrics: {
    velero_backup_last_status: "gauge",
    velero_backup_last_successful_timestamp: "gauge",
  },
};

/** Seen too at the port that Prometheus asks at, by a test with a real server, sealed and not. */
export const vault: Exporter = {
  title: "Vault",
  version: vaultImage.slice(vaultImage.lastIndexOf(":") + 1),
  source: "https://github.com/hashicorp/vault/blob/v1.21.4/vault/core_metrics.go",
  metrics: { vault_core_unsealed: "gauge" },
};
