/** The versions of Kubernetes that EKS has in standard support. */

/**
 * In standard support since 1.33 left it on 2026-07-29, oldest first.
 *
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html
 */
export const kubernetesVersions = ["1.34", "1.35", "1.36"] as const;

/** One of the versions. */
export type KubernetesVersion = (typeof kubernetesVersions)[number];
