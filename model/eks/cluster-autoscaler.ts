/** What Cluster Autoscaler is told of a stack. */

import type { KubernetesVersion } from "./kubernetes-versions";
import { nodeGroupName } from "./node-group";
import type { PoolPlan } from "./pool-plan";

/**
 * Its image for each version of Kubernetes: of one minor version with the cluster, since it simulates the scheduler.
 *
 * Source: https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/README.md#releases
 */
export const clusterAutoscalerTags: Readonly<Record<KubernetesVersion, string>> = {
  "1.34": "v1.34.5",
  "1.35": "v1.35.2",
  "1.36": "v1.36.1",
};

/** Spot is tried before nodes on demand; a larger number goes first. Karpenter's pools have the same weights. */
export const capacityWeights: Readonly<Record<PoolPlan["capacityType"], number>> = {
  SPOT: 20,
  ON_DEMAND: 10,
};

/**
 * Which scaling groups are tried first, as the expander `priority` reads it: patterns of names by their weight. EKS
 * calls a group after its node group, with a prefix and a number: `eks-cpu-1f3a9c02-aec7…`.
 *
 * Source: https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/expander/priority/readme.md
 */
export function expanderPriorities(pools: readonly PoolPlan[]): Readonly<Record<string, readonly string[]>> {
  const weighted = (type: PoolPlan["capacityType"]): readonly string[] =>
    pools
      .filter(({ capacityType }) => capacityType === type)
      .map((plan) => `^eks-${nodeGroupName(plan)}-.*$`);
  const entries = (["ON_DEMAND", "SPOT"] as const).map(
    (type) => [String(capacityWeights[type]), weighted(type)] as const,
  );
  return Object.fromEntries(entries.filter(([, patterns]) => patterns.length > 0));
}
