/** The pools of a stack as objects of Karpenter. */

import { nodeTimes, seconds } from "../k8s/autoscaling";
import type { Tags } from "../tags";
import { capacityWeights } from "./cluster-autoscaler";
import { nodeInterfacesOf } from "./node-group";
import type { NodeTaint, PoolPlan } from "./pool-plan";
import { arnOf, keyAlias } from "./scope";
import type { Scope } from "./scope";
import { userDataOf } from "./user-data";

/**
 * Releases of the images of nodes, pinned: `latest` would replace every node whenever AWS makes a new one.
 *
 * Sources: https://github.com/awslabs/amazon-eks-ami/releases and
 * https://github.com/bottlerocket-os/bottlerocket/releases
 */
export const nodeImages: Readonly<Record<PoolPlan["operatingSystem"], string>> = {
  al2023: "al2023@v20260818",
  bottlerocket: "bottlerocket@v1.65.0",
};

/** How old a node may become: a month, so that none misses a month's fixes. */
const EXPIRES_AFTER = "720h";

/** How long a node that has to go waits for pods that must not be moved; then they end with it. */
const GOES_WITHIN = "24h";

/** Effects of taints as Kubernetes writes them. */
const EFFECTS: Readonly<Record<NodeTaint["effect"], string>> = {
  NO_SCHEDULE: "NoSchedule",
  PREFER_NO_SCHEDULE: "PreferNoSchedule",
  NO_EXECUTE: "NoExecute",
};

/** The pools that Karpenter makes nodes of; `system` is a node group. */
export function karpenterPools(pools: readonly PoolPlan[]): readonly PoolPlan[] {
  return pools.filter(({ kind }) => kind !== "system");
}

/** What nodes of a pool are made from beside its plan. */
export interface NodeClassArgs<Text> {
  readonly scope: Scope;
  readonly tags: Tags;
  /** Name of the instance profile of the role of nodes. */
  readonly instanceProfile: Text;
}

/**
 * The class of a pool's nodes: what its launch template is elsewhere.
 *
 * @typeParam Text The instance profile's name, which may be an output.
 */
export function nodeClass<Text>(plan: PoolPlan, { scope, tags, instanceProfile }: NodeClassArgs<Text>) {
  const discovered = [{ tags: { "karpenter.sh/discovery": scope.name } }];
  return {
    apiVersion: "karpenter.k8s.aws/v1",
    kind: "EC2NodeClass",
    metadata: { name: plan.name },
    spec: {
      amiSelectorTerms: [{ alias: nodeImages[plan.operatingSystem] }],
      // A role would make Karpenter make a profile by itself, which it cannot where IAM is out of reach.
      instanceProfile,
      subnetSelectorTerms: discovered,
      securityGroupSelectorTerms: discovered,
      metadataOptions: {
        httpEndpoint: "enabled",
        httpProtocolIPv6: "disabled",
        // One hop ends on the node: a pod cannot get its role.
        httpPutResponseHopLimit: 1,
        httpTokens: "required",
      },
      detailedMonitoring: true,
      blockDeviceMappings: plan.volumes.map(({ device, sizeGiB, iops, throughputMiBps }) => ({
        deviceName: device,
        ebs: {
          volumeType: "gp3",
          volumeSize: `${String(sizeGiB)}Gi`,
          iops,
          throughput: throughputMiBps,
          encrypted: true,
          kmsKeyID: arnOf(scope, "kms", keyAlias(scope, "ebs")),
          deleteOnTermination: true,
        },
      })),
      ...(plan.efaInterfaces > 0 && { networkInterfaces: interfacesOf(plan) }),
      userData: userDataOf(plan),
      tags: { ...tags, Name: `${scope.name}-${plan.name}` },
    },
  };
}

/** Karpenter has no interface that is both: the first one is ordinary, and the adapter of its card stands beside it. */
function interfacesOf(plan: PoolPlan) {
  const adapters = nodeInterfacesOf(plan).filter(({ interfaceType }) => interfaceType !== undefined);
  return [
    { networkCardIndex: 0, deviceIndex: 0, interfaceType: "interface" },
    ...adapters.map(({ networkCardIndex }) => ({
      networkCardIndex,
      deviceIndex: 1,
      interfaceType: "efa-only",
    })),
  ];
}

/** The pool: which nodes there may be, how many, and when one goes. */
export function nodePool(plan: PoolPlan) {
  const { name, capacityType, gpusPerNode, maxNodes } = plan;
  return {
    apiVersion: "karpenter.sh/v1",
    kind: "NodePool",
    metadata: {
      name,
      // The pool is gone when the last of its nodes is, and `pulumi destroy` waits for that.
      annotations: { "pulumi.com/deletionPropagationPolicy": "foreground" },
    },
    spec: {
      weight: capacityWeights[capacityType],
      limits: {
        nodes: String(maxNodes),
        ...(gpusPerNode > 0 && { "nvidia.com/gpu": String(maxNodes * gpusPerNode) }),
      },
      disruption: disruptionOf(plan),
      template: {
        metadata: { labels: { ...plan.labels } },
        spec: {
          nodeClassRef: { group: "karpenter.k8s.aws", kind: "EC2NodeClass", name },
          requirements: requirementsOf(plan),
          taints: plan.taints.map(({ key, value, effect }) => ({ key, value, effect: EFFECTS[effect] })),
          expireAfter: EXPIRES_AFTER,
          terminationGracePeriod: GOES_WITHIN,
        },
      },
    },
  };
}

function requirementsOf({ instanceTypes, capacityType, architecture, zones }: PoolPlan) {
  const among = (key: string, values: readonly string[]) => ({ key, operator: "In", values: [...values] });
  return [
    among("node.kubernetes.io/instance-type", instanceTypes),
    among("karpenter.sh/capacity-type", [capacityType === "SPOT" ? "spot" : "on-demand"]),
    among("kubernetes.io/arch", [architecture]),
    among("topology.kubernetes.io/zone", zones),
  ];
}

/** A busy node with GPUs never goes for its price: a training run would lose its work, a model its minutes of loading. */
function disruptionOf({ gpusPerNode }: PoolPlan) {
  return {
    consolidationPolicy: gpusPerNode > 0 ? "WhenEmpty" : "WhenEmptyOrUnderutilized",
    consolidateAfter: seconds(nodeTimes.idleSeconds),
    budgets: [
      { nodes: "100%", reasons: ["Empty"] },
      // As EKS replaces the nodes of its groups: those with GPUs one by one, of the others a third at a time.
      gpusPerNode > 0
        ? { nodes: "1", reasons: ["Drifted"] }
        : { nodes: "33%", reasons: ["Drifted", "Underutilized"] },
    ],
  };
}
