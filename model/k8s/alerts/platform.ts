/** Alerts about what everything else stands on: volumes, certificates, secrets, backups, and being watched at all. */

import { kubeState } from "../metrics/kubernetes";
import { VAULT_METRICS, VAULT_NAMESPACE } from "../vault";
import type { Alert } from "./rule";

const FREE = "kubelet_volume_stats_available_bytes";
const freeShare = `${FREE} / kubelet_volume_stats_capacity_bytes`;
const DAY = 24 * 3600;

/** Two days: a schedule of every day may miss once. */
const OLD_BACKUP_SECONDS = 2 * DAY;

export const platformAlerts: readonly Alert[] = [
  {
    alert: "VolumeFilling",
    severity: "critical",
    expr: `${freeShare} < 0.05 or (${freeShare} < 0.3 and predict_linear(${FREE}[6h], ${String(DAY)}) < 0)`,
    lasting: "15m",
    summary:
      "The volume of {{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} is full, or will be within a day.",
  },
  {
    alert: "CertificateNotRenewed",
    severity: "critical",
    // A certificate that lives for an hour is renewed within it, so its age says nothing; its own date does.
    expr: [
      "(certmanager_certificate_renewal_timestamp_seconds > 0 and time() - certmanager_certificate_renewal_timestamp_seconds > 3600)",
      "certmanager_certificate_expiration_timestamp_seconds > 0 and certmanager_certificate_expiration_timestamp_seconds < time()",
    ].join(" or "),
    lasting: "10m",
    summary: "The certificate {{ $labels.exported_namespace }}/{{ $labels.name }} is not renewed in time.",
  },
  {
    alert: "SecretNotSynced",
    severity: "warning",
    expr: 'externalsecret_status_condition{condition="Ready", status="False"} == 1',
    lasting: "15m",
    summary: "The secret {{ $labels.exported_namespace }}/{{ $labels.name }} does not come from its store.",
  },
  {
    alert: "VaultSealed",
    severity: "warning",
    // A server that starts says once that it is sealed, and after a while no more: only an unsealed one goes on.
    expr: `max by (namespace, pod) (up{namespace="${VAULT_NAMESPACE}", endpoint="${VAULT_METRICS}"} == 1) unless on (namespace, pod) (vault_core_unsealed == 1)`,
    lasting: "15m",
    summary: "The Vault server {{ $labels.pod }} is sealed.",
  },
  {
    alert: "BackupFailed",
    severity: "critical",
    expr: 'velero_backup_last_status{schedule!=""} != 1',
    lasting: "15m",
    summary: "The last backup of the schedule {{ $labels.schedule }} failed.",
  },
  {
    alert: "BackupMissing",
    severity: "critical",
    expr: `time() - velero_backup_last_successful_timestamp{schedule!=""} > ${String(OLD_BACKUP_SECONDS)}`,
    lasting: "1h",
    summary: "The schedule {{ $labels.schedule }} has made no backup for two days.",
  },
  {
    alert: "MetricsMissing",
    severity: "warning",
    expr: "count by (namespace, job) (up == 0) / count by (namespace, job) (up) > 0.1",
    lasting: "15m",
    summary: "Pods of {{ $labels.job }} in {{ $labels.namespace }} do not answer Prometheus.",
  },
  {
    alert: "RouterUnavailable",
    severity: "critical",
    expr: `${kubeState("kube_deployment_status_replicas_available", 'namespace="router"', 'deployment="router"')} == 0`,
    lasting: "5m",
    summary: "No pod of the inference router is ready.",
  },
];
