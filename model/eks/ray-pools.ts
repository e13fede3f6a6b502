/** How many workers of Ray the pools of a stack can hold. */

import type { PodSize, WorkersHeld } from "../k8s/ray/plan";
import { servedGpus, workersAtMost } from "../k8s/ray/service-plan";
import type { RayServicePlan } from "../k8s/ray/service-plan";
import { instanceType, maxPods } from "./instance-types";
import type { InstanceType } from "./instance-types";
import { GPU_TAINT, planPools, SPOT_TAINT } from "./pools";
import type { PoolsConfig } from "./pools";
import type { PoolPlan } from "./pool-plan";

/** The taints that workers of Ray tolerate. */
const TOLERATED: ReadonlySet<string> = new Set([GPU_TAINT.key, SPOT_TAINT.key]);

/**
 * Most workers that the pools hold when they are at their largest and nothing else runs on them.
 *
 * A worker without GPUs goes to pools without them, of processors that Ray's images are for.
 */
export function workersHeld(
  config: PoolsConfig,
  { cpu, gpu }: { readonly cpu: PodSize; readonly gpu: PodSize },
): WorkersHeld {
  const pools = planPools(config).filter(takesRay);
  return { cpu: sum(pools, cpu), gpu: sum(pools, gpu) };
}

/** What takes room in the pools beside workers, when it is at its largest. */
export interface Neighbours {
  /** GPUs of all pods that serve a model. */
  readonly modelGpus: number;
  /** Services on Ray. @default none */
  readonly services?: readonly RayServicePlan[];
}

/** Most workers beside what takes some of the room, when all are at their largest. */
export function workersBeside(
  config: PoolsConfig,
  sizes: { readonly cpu: PodSize; readonly gpu: PodSize },
  { modelGpus, services = [] }: Neighbours,
): WorkersHeld {
  const { cpu, gpu } = workersHeld(config, sizes);
  const taken = modelGpus + servedGpus(services);
  return {
    cpu: Math.floor(cpu * Math.max(0, 1 - shareOf(config, services))),
    gpu: taken === 0 ? gpu : Math.min(gpu, Math.floor(Math.max(0, gpusOf(config) - taken) / sizes.gpu.gpus)),
  };
}

/** GPUs of all nodes that there can be. */
function gpusOf(config: PoolsConfig): number {
  return planPools(config).reduce((all, { maxNodes, gpusPerNode }) => all + maxNodes * gpusPerNode, 0);
}

/** Share of the nodes without GPUs that workers of services take: of each what so many are of those that fit. */
function shareOf(config: PoolsConfig, services: readonly RayServicePlan[]): number {
  const shares = services.flatMap((service) =>
    service.cluster.groups
      .filter(({ size }) => size.gpus === 0)
      .map((group) => workersAtMost(service, group) / heldOf(config, group.size)),
  );
  return shares.reduce((all, share) => all + share, 0);
}

/** Most workers of one size that the pools hold. */
export function heldOf(config: PoolsConfig, size: PodSize): number {
  return sum(planPools(config).filter(takesRay), size);
}

function takesRay({ architecture, taints }: PoolPlan): boolean {
  return architecture === "amd64" && taints.every(({ key }) => TOLERATED.has(key));
}

function sum(pools: readonly PoolPlan[], worker: PodSize): number {
  return pools
    .filter(({ kind }) => (kind === "gpu") === worker.gpus > 0)
    .map((pool) => pool.maxNodes * perNode(pool, worker))
    .reduce((all, workers) => all + workers, 0);
}

/** Workers on one node of a pool: of its first type, by which Cluster Autoscaler reckons too. */
function perNode(
  { instanceTypes: [first], gpusPerNode }: PoolPlan,
  { cpus, memoryGiB, gpus }: PodSize,
): number {
  const type = first === undefined ? undefined : instanceType(first);
  if (type === undefined) return 0;
  const { milliCpus, memoryMiB } = allocatable(type);
  return Math.floor(
    Math.min(
      milliCpus / (cpus * 1000),
      memoryMiB / (memoryGiB * 1024),
      gpus > 0 ? gpusPerNode / gpus : Infinity,
    ),
  );
}

/** Part of a machine's memory that the hypervisor and the kernel keep, by Karpenter's reckoning. */
const VM_MEMORY_OVERHEAD = 0.075;

/** Memory in MiB below which the kubelet evicts pods. */
const EVICTION_MIB = 100;

/**
 * What the kubelet leaves to pods: 6 % of the first core, 1 % of the second, 0.5 % of the next two and 0.25 % of all
 * others are its own, and 255 MiB with 11 MiB for each pod.
 *
 * Sources: https://karpenter.sh/docs/concepts/nodepools/ (kubelet configuration, reserved resources) and
 * https://karpenter.sh/docs/reference/settings/ (VM_MEMORY_OVERHEAD_PERCENT)
 */
function allocatable(type: InstanceType): { readonly milliCpus: number; readonly memoryMiB: number } {
  const { vcpus, memoryMiB } = type;
  const shares = Array.from({ length: vcpus }, (_, core) =>
    core === 0 ? 60 : core === 1 ? 10 : core < 4 ? 5 : 2.5,
  );
  const reserved = shares.reduce((all, share) => all + share, 0);
  return {
    milliCpus: vcpus * 1000 - reserved,
    memoryMiB: memoryMiB * (1 - VM_MEMORY_OVERHEAD) - 255 - 11 * maxPods(type) - EVICTION_MIB,
  };
}
