/** The versions of EKS add-ons that go with each version of Kubernetes. */

import type { KubernetesVersion } from "./kubernetes-versions";

/** The add-ons of EKS that a cluster gets, as EKS names them. */
export const addonNames = [
  "vpc-cni",
  "kube-proxy",
  "eks-pod-identity-agent",
  "coredns",
  "aws-ebs-csi-driver",
  "metrics-server",
  "eks-node-monitoring-agent",
] as const;

/** One of the add-ons. */
export type AddonName = (typeof addonNames)[number];

/** The versions of all add-ons, by name. */
export type AddonVersions = Readonly<Record<AddonName, string>>;

/** Builds that EKS offers for every version of Kubernetes in the table. */
const common = {
  "vpc-cni": "v1.23.2-eksbuild.1",
  "eks-pod-identity-agent": "v1.4.0-eksbuild.3",
  "aws-ebs-csi-driver": "v1.66.0-eksbuild.1",
  "metrics-server": "v0.9.0-eksbuild.11",
  "eks-node-monitoring-agent": "v1.7.2-eksbuild.1",
};

/**
 * The versions by that of Kubernetes. `kube-proxy` carries Kubernetes' own minor version, the others do not.
 *
 * Source: what `aws eks describe-addon-versions --kubernetes-version <version>` offered in October 2026, as clusters
 * that run these versions have it. AWS withdraws old builds seldom and adds new ones every few weeks:
 * https://docs.aws.amazon.com/eks/latest/userguide/updating-an-add-on.html
 */
export const addonVersions: Readonly<Record<KubernetesVersion, AddonVersions>> = {
  "1.34": { ...common, "kube-proxy": "v1.34.6-eksbuild.29", coredns: "v1.13.2-eksbuild.31" },
  "1.35": { ...common, "kube-proxy": "v1.35.3-eksbuild.29", coredns: "v1.13.2-eksbuild.31" },
  "1.36": { ...common, "kube-proxy": "v1.36.0-eksbuild.25", coredns: "v1.14.6-eksbuild.4" },
};
