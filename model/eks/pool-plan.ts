/** What a pool of nodes is, once everything that follows from its settings is decided. */

/** What a pool is for. */
export type PoolKind = "system" | "cpu" | "gpu";

/** A taint as EKS writes it. */
export interface NodeTaint {
  readonly key: string;
  readonly value: string;
  readonly effect: "NO_SCHEDULE" | "PREFER_NO_SCHEDULE" | "NO_EXECUTE";
}

/** One volume of a node. */
export interface NodeVolume {
  /** Name of the device, as the AMI has it. */
  readonly device: string;
  readonly sizeGiB: number;
  readonly iops: number;
  readonly throughputMiBps: number;
}

/** One pool. */
export interface PoolPlan {
  /** Key of the pool in `plinth:pools`. */
  readonly name: string;
  readonly kind: PoolKind;
  /** Smallest first: Cluster Autoscaler reckons with the first. Of one size, the one to try first comes first. */
  readonly instanceTypes: readonly string[];
  readonly architecture: "amd64" | "arm64";
  readonly capacityType: "ON_DEMAND" | "SPOT";
  readonly operatingSystem: "al2023" | "bottlerocket";
  /** EKS's name of the AMI, such as `AL2023_x86_64_NVIDIA`. */
  readonly amiType: string;
  readonly minNodes: number;
  readonly maxNodes: number;
  /** The root volume first. */
  readonly volumes: readonly NodeVolume[];
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly NodeTaint[];
  /** GPUs of one node; 0 where there are none. */
  readonly gpusPerNode: number;
  /** Elastic Fabric Adapters of one node; 0 where there are none. */
  readonly efaInterfaces: number;
  /** Zones of the nodes. */
  readonly zones: readonly string[];
  /** What Cluster Autoscaler reads off the scaling group of a pool without nodes, by tag key. */
  readonly autoscalerTags: Readonly<Record<string, string>>;
}
