/** Workers of Ray that are larger than a node. */

import { sizeWords } from "../../../k8s/ray/plan";
import type { PodSize } from "../../../k8s/ray/plan";
import type { KeyPath } from "../../keys";
import type { Report } from "./draft";

/** Workers of one size, and the keys that it stands in. */
export interface SizedWorkers {
  /** What the keys lie in. */
  readonly at: KeyPath;
  /** The key of each part of a worker's size. */
  readonly sizes: Readonly<Partial<Record<keyof PodSize, string>>>;
  readonly size: PodSize;
  readonly heldOf: (size: PodSize) => number;
}

/** Keys of the size of a worker without GPUs, and of one with them. */
export const cpuSizeKeys = { memoryGiB: "workerMemoryGiB", cpus: "workerCpus" } as const;
export const gpuSizeKeys = {
  gpus: "gpusPerWorker",
  memoryGiB: "gpuWorkerMemoryGiB",
  cpus: "gpuWorkerCpus",
} as const;

/** Reports the part of a worker's size that no node has, or the first one where several are too large. */
export function checkSize({ at, sizes, size, heldOf }: SizedWorkers, report: Report): void {
  const parts = Object.keys(sizes) as (keyof PodSize)[];
  const fitting = (part: keyof PodSize): number | undefined => {
    for (let value = size[part] - 1; value >= 1; value--)
      if (heldOf({ ...size, [part]: value }) > 0) return value;
    return undefined;
  };
  const found = parts.map((part) => [part, fitting(part)] as const);
  const [part, value] = found.find(([, fits]) => fits !== undefined) ?? found[0] ?? [];
  if (part === undefined) return;
  report([...at, sizes[part] ?? part], `leaves no node of plinth:pools for a worker of ${sizeWords(size)}`, {
    allowed:
      value === undefined
        ? "a worker that fits a node; or larger instance types in plinth:pools"
        : `up to ${String(value)}, or larger instance types in plinth:pools`,
    example: value ?? 1,
  });
}
