/** What the Ray cluster is, once everything that follows from its settings is decided. */

import { rayImages } from "../../fleet/chart-versions";
import { counted } from "../../units";

/** Settings of the Ray cluster, as `plinth:ray` has them. */
export interface RaySizes {
  readonly image?: string | undefined;
  readonly gpuImage?: string | undefined;
  readonly idleTimeoutSeconds: number;
  readonly headCpus: number;
  readonly headMemoryGiB: number;
  readonly minWorkers: number;
  readonly maxWorkers?: number | undefined;
  readonly workerCpus: number;
  readonly workerMemoryGiB: number;
  readonly minGpuWorkers: number;
  readonly maxGpuWorkers?: number | undefined;
  readonly gpusPerWorker: number;
  readonly gpuWorkerCpus: number;
  readonly gpuWorkerMemoryGiB: number;
}

/** What one pod of Ray takes of a node. */
export interface PodSize {
  readonly cpus: number;
  readonly memoryGiB: number;
  /** 0 where it takes none. */
  readonly gpus: number;
}

/** A size in words: `1 GPU, 3 CPUs and 12 GiB`. */
export function sizeWords({ gpus, cpus, memoryGiB }: PodSize): string {
  const gpuWords = gpus > 0 ? `${counted(gpus, "GPU")}, ` : "";
  return `${gpuWords}${counted(cpus, "CPU")} and ${String(memoryGiB)} GiB`;
}

/** One group of workers that are all alike. */
export interface WorkerGroup {
  readonly name: string;
  readonly image: string;
  readonly min: number;
  readonly max: number;
  readonly size: PodSize;
}

/** The Ray cluster. */
export interface RayPlan {
  readonly image: string;
  readonly head: PodSize;
  readonly idleTimeoutSeconds: number;
  /** The workers without GPUs first; those with GPUs only where there can be one. */
  readonly groups: readonly WorkerGroup[];
}

/** How many workers a cluster can hold at most; `Infinity` where nobody knows. */
export interface WorkersHeld {
  readonly cpu: number;
  readonly gpu: number;
}

/** Largest numbers of workers where the config gives none. */
export const standardWorkers = { cpu: 5, gpu: 4 } as const;

/** Size of a worker without GPUs, and of one with them. */
export function workerSizes(settings: RaySizes): { readonly cpu: PodSize; readonly gpu: PodSize } {
  const { workerCpus, workerMemoryGiB, gpuWorkerCpus, gpuWorkerMemoryGiB, gpusPerWorker } = settings;
  return {
    cpu: { cpus: workerCpus, memoryGiB: workerMemoryGiB, gpus: 0 },
    gpu: { cpus: gpuWorkerCpus, memoryGiB: gpuWorkerMemoryGiB, gpus: gpusPerWorker },
  };
}

/** The Ray cluster of these settings on a cluster that can hold so many workers. @default nobody knows how many */
export function planRay(settings: RaySizes, held: WorkersHeld = { cpu: Infinity, gpu: Infinity }): RayPlan {
  const sizes = workerSizes(settings);
  const image = settings.image ?? rayImages.cpu;
  const gpuMax = settings.maxGpuWorkers ?? Math.min(standardWorkers.gpu, held.gpu);
  const cpu: WorkerGroup = {
    name: "cpu",
    image,
    min: settings.minWorkers,
    max: settings.maxWorkers ?? Math.min(standardWorkers.cpu, held.cpu),
    size: sizes.cpu,
  };
  const gpu: WorkerGroup = {
    name: "gpu",
    image: settings.gpuImage ?? settings.image ?? rayImages.gpu,
    min: settings.minGpuWorkers,
    max: gpuMax,
    size: sizes.gpu,
  };
  return {
    image,
    head: { cpus: settings.headCpus, memoryGiB: settings.headMemoryGiB, gpus: 0 },
    idleTimeoutSeconds: settings.idleTimeoutSeconds,
    groups: gpuMax > 0 ? [cpu, gpu] : [cpu],
  };
}
