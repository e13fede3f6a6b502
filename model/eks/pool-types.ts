/** Which instance types a pool has. */

import type { PoolSettings } from "../config/eks/pool";
import { bySize, instanceType, instanceTypes } from "./instance-types";
import type { InstanceType } from "./instance-types";
import type { PoolKind } from "./pool-plan";

/** The kind of a pool, which is the first word of its name. */
export function kindOf(poolName: string): PoolKind {
  const [word] = poolName.split("-");
  return word === "system" || word === "gpu" ? word : "cpu";
}

/** How a pool's nodes are bought, where its settings do not say. */
export function capacityOf(
  kind: PoolKind,
  { capacity }: Pick<PoolSettings, "capacity">,
): "onDemand" | "spot" {
  if (kind === "system") return "onDemand";
  return capacity ?? (kind === "gpu" ? "spot" : "onDemand");
}

/** Of several generations and makers, so that one that has run out has others beside it; the best one first. */
const SYSTEM_TYPES = ["m7i.xlarge", "m7a.xlarge", "m6i.xlarge", "m6a.xlarge"];
const CPU_TYPES = ["m7i.2xlarge", "m7a.2xlarge", "m6i.2xlarge", "m6a.2xlarge", "m5.2xlarge"];

/** Spot capacity comes from whatever is free, so types with more memory for their processors are listed too. */
const CPU_SPOT_TYPES = [...CPU_TYPES, "r7i.2xlarge", "r6i.2xlarge", "r6a.2xlarge", "r5.2xlarge"];

/** Most types of a node group: https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html */
export const MOST_TYPES = 20;

/** What decides a pool's types. */
export type TypeSettings = Pick<PoolSettings, "instanceTypes" | "gpus" | "gpusPerNode" | "capacity">;

/**
 * The types of a pool, smallest first; among types of one size the order they are listed in stays, which is the order
 * in which EKS tries them on demand. Names that are of no type are left out: the config refuses them.
 */
export function typesOf(kind: PoolKind, settings: TypeSettings): readonly InstanceType[] {
  if (settings.instanceTypes !== undefined) return known(settings.instanceTypes);
  if (kind === "gpu") return gpuTypes(settings);
  if (kind === "system") return known(SYSTEM_TYPES);
  return known(capacityOf(kind, settings) === "spot" ? CPU_SPOT_TYPES : CPU_TYPES);
}

/**
 * Every type with exactly the GPUs that the pool wants, smallest first, as many as a node group can have. Bare metal
 * is taken only where there is nothing else: it takes many minutes to start.
 */
function gpuTypes({ gpus, gpusPerNode }: TypeSettings): readonly InstanceType[] {
  const wanted = new Set<string>(gpus);
  const fitting = instanceTypes().filter(
    (type) => type.gpus?.count === gpusPerNode && wanted.has(type.gpus.model),
  );
  const virtual = fitting.filter(({ bareMetal }) => !bareMetal);
  return (virtual.length > 0 ? virtual : fitting).toSorted(bySize).slice(0, MOST_TYPES);
}

function known(names: readonly string[]): readonly InstanceType[] {
  return names
    .flatMap((name) => instanceType(name) ?? [])
    .toSorted((one, other) => one.vcpus - other.vcpus || one.memoryMiB - other.memoryMiB);
}
