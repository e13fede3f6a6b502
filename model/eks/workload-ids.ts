/** Workloads in the cluster that get a role of IAM. */

/** Every workload, by the id that config and outputs have for it. */
export const workloadIds = [
  "ebs-csi",
  "cluster-autoscaler",
  "karpenter",
  "load-balancer-controller",
  "external-secrets",
  "velero",
  "loki",
  "tempo",
  "databases",
  "mlflow",
  "prefect",
  "router",
  "vault",
  "authelia",
  "cert-manager",
] as const;

/** Id of a workload. */
export type WorkloadId = (typeof workloadIds)[number];
