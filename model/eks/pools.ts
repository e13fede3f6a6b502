/** What follows from the settings of pools. */

import type { PoolSettings } from "../config/eks/pool";
import { firstEfaCard } from "./instance-types";
import type { InstanceType } from "./instance-types";
import type { NodeTaint, NodeVolume, PoolKind, PoolPlan } from "./pool-plan";
import { capacityOf, kindOf, typesOf } from "./pool-types";

/** What of a stack's config decides its pools. */
export interface PoolsConfig {
  /** Name of the cluster. */
  readonly name: string;
  readonly zones: readonly string[];
  readonly autoscaler: "clusterAutoscaler" | "karpenter";
  readonly pools: Readonly<Record<string, PoolSettings>>;
}

/** What a pool's nodes have by their instance types: what all of them have at least. */
interface Hardware {
  readonly types: readonly InstanceType[];
  readonly architecture: InstanceType["architecture"];
  readonly gpusPerNode: number;
  readonly gpuModels: readonly string[];
}

const EFFECTS = {
  NoSchedule: "NO_SCHEDULE",
  PreferNoSchedule: "PREFER_NO_SCHEDULE",
  NoExecute: "NO_EXECUTE",
} as const;

/** The taint of nodes with GPUs: https://docs.aws.amazon.com/eks/latest/best-practices/aiml-compute.html */
export const GPU_TAINT: NodeTaint = { key: "nvidia.com/gpu", value: "true", effect: "NO_SCHEDULE" };

/** The taint of spot nodes without GPUs: pods that bear an interruption tolerate it. */
export const SPOT_TAINT: NodeTaint = { key: "plinth.dev/spot", value: "true", effect: "NO_SCHEDULE" };

/** Every pool of a stack, in the order of its config. */
export function planPools(config: PoolsConfig): readonly PoolPlan[] {
  return Object.entries(config.pools).map(([name, settings]) => planPool(name, settings, config));
}

/** The pools that are node groups of EKS: all of them, but only `system` where Karpenter makes the other nodes. */
export function nodeGroupsOf(config: PoolsConfig): readonly PoolPlan[] {
  const pools = planPools(config);
  return config.autoscaler === "karpenter" ? pools.filter(({ kind }) => kind === "system") : pools;
}

/**
 * The loss of one node is borne by two. Cluster Autoscaler adds none for the zone that a volume is in, as it takes a
 * group for one of its first zone; the scaling group itself keeps one in each where it has as many.
 */
function leastOf({ maxNodes }: PoolSettings, { autoscaler }: PoolsConfig, zones: readonly string[]): number {
  return Math.min(autoscaler === "clusterAutoscaler" ? Math.max(2, zones.length) : 2, maxNodes);
}

function planPool(name: string, settings: PoolSettings, config: PoolsConfig): PoolPlan {
  const kind = kindOf(name);
  const capacity = capacityOf(kind, settings);
  const hardware = hardwareOf(kind, settings);
  const zones = settings.zones ?? config.zones;
  const minNodes = settings.minNodes ?? (kind === "system" ? leastOf(settings, config, zones) : 0);
  const plan = {
    name,
    kind,
    instanceTypes: hardware.types.map((type) => type.name),
    architecture: hardware.architecture,
    capacityType: capacity === "spot" ? "SPOT" : "ON_DEMAND",
    operatingSystem: settings.ami,
    amiType: amiTypeOf(settings.ami, hardware),
    minNodes,
    maxNodes: settings.maxNodes,
    volumes: volumesOf(settings),
    labels: labelsOf(name, kind, settings, hardware),
    taints: taintsOf(kind, capacity, settings),
    gpusPerNode: hardware.gpusPerNode,
    efaInterfaces: efaOf(kind, settings, hardware.types),
    zones,
  } satisfies Omit<PoolPlan, "autoscalerTags">;
  return {
    ...plan,
    autoscalerTags:
      config.autoscaler === "karpenter" ? {} : autoscalerTagsOf(plan, config.name, settings.diskGiB),
  };
}

function hardwareOf(kind: PoolKind, settings: PoolSettings): Hardware {
  const types = typesOf(kind, settings);
  const models = kind === "gpu" ? types.flatMap(({ gpus }) => gpus?.model ?? []) : [];
  return {
    types,
    architecture: types[0]?.architecture ?? "amd64",
    gpusPerNode: kind === "gpu" ? settings.gpusPerNode : 0,
    gpuModels: [...new Set(models)].toSorted(),
  };
}

/**
 * EKS's name of the image.
 *
 * Source: https://docs.aws.amazon.com/eks/latest/APIReference/API_Nodegroup.html (amiType); which GPUs each knows:
 * https://docs.aws.amazon.com/eks/latest/userguide/ml-eks-optimized-ami.html
 */
function amiTypeOf(system: PoolSettings["ami"], { architecture, gpusPerNode }: Hardware): string {
  const processor = architecture === "arm64" ? "ARM_64" : "x86_64";
  if (system === "al2023") return `AL2023_${processor}_${gpusPerNode > 0 ? "NVIDIA" : "STANDARD"}`;
  return `BOTTLEROCKET_${processor}${gpusPerNode > 0 ? "_NVIDIA" : ""}`;
}

/**
 * Amazon Linux has one volume. Bottlerocket has its system on a small one that is only read, and images, logs and
 * pods' files on a second: https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html
 */
function volumesOf({ ami, diskGiB, diskIops, diskThroughputMiBps }: PoolSettings): readonly NodeVolume[] {
  const data = { sizeGiB: diskGiB, iops: diskIops, throughputMiBps: diskThroughputMiBps };
  if (ami === "al2023") return [{ device: "/dev/xvda", ...data }];
  const system = { sizeGiB: 4, iops: 3000, throughputMiBps: 125 };
  return [
    { device: "/dev/xvda", ...system },
    { device: "/dev/xvdb", ...data },
  ];
}

/** Labels that the platform gives stand over those of the config, which may not use their prefixes anyway. */
function labelsOf(
  name: string,
  kind: PoolKind,
  { labels, ami }: PoolSettings,
  { gpuModels }: Hardware,
): Readonly<Record<string, string>> {
  const gpu = {
    // What NVIDIA's operator and device plugin select nodes by.
    "nvidia.com/gpu.present": "true",
    // What Cluster Autoscaler tells a node by whose GPUs are not ready yet.
    "k8s.amazonaws.com/accelerator": `nvidia-${gpuModels.join("-")}`,
    // Bottlerocket has a device plugin in itself; NVIDIA's operator adds no second one where it finds this.
    ...(ami === "bottlerocket" && { "nvidia.com/gpu.deploy.device-plugin": "false" }),
  };
  return {
    ...labels,
    "plinth.dev/pool": name,
    "plinth.dev/kind": kind,
    ...(kind === "gpu" ? gpu : {}),
  };
}

function taintsOf(
  kind: PoolKind,
  capacity: "onDemand" | "spot",
  settings: PoolSettings,
): readonly NodeTaint[] {
  const given = settings.taints.map(({ key, value, effect }) => ({ key, value, effect: EFFECTS[effect] }));
  if (kind === "gpu") return [GPU_TAINT, ...given];
  return capacity === "spot" ? [SPOT_TAINT, ...given] : given;
}

/** Adapters for GPU pools whose every type has them, and where the config says so: on the cards where each type can. */
function efaOf(kind: PoolKind, { efa }: PoolSettings, types: readonly InstanceType[]): number {
  if (efa === "off" || (efa === "auto" && kind !== "gpu")) return 0;
  if (types.length === 0) return 0;
  const first = Math.max(...types.map(({ name }) => firstEfaCard(name)));
  const end = Math.min(...types.map(({ name, efaInterfaces }) => firstEfaCard(name) + efaInterfaces));
  return Math.max(0, end - first);
}

const TAG = "k8s.io/cluster-autoscaler";

/**
 * The tags by which Cluster Autoscaler finds a scaling group, and knows what a node of it would have while it has
 * none: https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/cloudprovider/aws/README.md
 */
function autoscalerTagsOf(
  { labels, taints, gpusPerNode, efaInterfaces, capacityType }: Omit<PoolPlan, "autoscalerTags">,
  clusterName: string,
  diskGiB: number,
): Readonly<Record<string, string>> {
  const template = `${TAG}/node-template`;
  const nodeLabels = { ...labels, "eks.amazonaws.com/capacityType": capacityType };
  const kubernetesEffect = new Map<string, string>(
    Object.entries(EFFECTS).map(([kubernetes, eks]) => [eks, kubernetes]),
  );
  return {
    [`${TAG}/enabled`]: "true",
    [`${TAG}/${clusterName}`]: "owned",
    ...tagsOf(`${template}/label`, Object.entries(nodeLabels)),
    ...tagsOf(
      `${template}/taint`,
      taints.map(({ key, value, effect }) => [key, `${value}:${kubernetesEffect.get(effect) ?? effect}`]),
    ),
    ...tagsOf(`${template}/resources`, [
      ["ephemeral-storage", `${String(freeStorageGiB(diskGiB))}Gi`],
      ...(gpusPerNode > 0 ? [["nvidia.com/gpu", String(gpusPerNode)] as const] : []),
      ...(efaInterfaces > 0 ? [["vpc.amazonaws.com/efa", String(efaInterfaces)] as const] : []),
    ]),
  };
}

function tagsOf(prefix: string, entries: readonly (readonly [string, string])[]): Record<string, string> {
  return Object.fromEntries(entries.map(([key, value]) => [`${prefix}/${key}`, value]));
}

/**
 * What pods may have of a node's disk, in GiB: the kubelet keeps a tenth free and 1 GiB for itself, and file systems
 * take a little. Cluster Autoscaler takes the tag for what pods may have, so the whole disk would promise too much.
 *
 * Source: https://awslabs.github.io/amazon-eks-ami/nodeadm/ (kubelet's defaults)
 */
function freeStorageGiB(diskGiB: number): number {
  return Math.floor(diskGiB * 0.9) - 2;
}
