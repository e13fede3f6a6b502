/** Rules of `plinth:ray` and of GPUs that need the pools of the stack. */

import { workersBeside, workersHeld } from "../../../eks/ray-pools";
import { gpusOf, modelAtMost } from "../../../k8s/model-scaling";
import { workerSizes } from "../../../k8s/ray/plan";
import type { PodSize } from "../../../k8s/ray/plan";
import type { RaySettings } from "../../services/ray";
import type { Draft, Report } from "./draft";
import { counted } from "../../../units";

/** One group of workers: its keys in `plinth:ray`, and how many of it the pools hold. */
interface Group {
  readonly most: "maxWorkers" | "maxGpuWorkers";
  readonly least: "minWorkers" | "minGpuWorkers";
  /** The key of each part of a worker's size. */
  readonly sizes: Readonly<Partial<Record<keyof PodSize, keyof RaySettings>>>;
  readonly size: PodSize;
  readonly heldOf: (size: PodSize) => number;
}

/** Reports workers of Ray that no node of the pools can hold, and more of them than the pools can. */
export function checkRay(draft: Draft, report: Report): void {
  const { ray, zones, poolNames, pools } = draft;
  // Where a pool is wrong in itself, what all of them hold is not known.
  const whole = poolNames?.length === Object.keys(pools).length;
  if (ray === undefined || zones === undefined || !whole) return;
  const { cpu, gpu } = workerSizes(ray);
  const config = { ...draft, zones };
  checkGroup(
    {
      most: "maxWorkers",
      least: "minWorkers",
      sizes: { memoryGiB: "workerMemoryGiB", cpus: "workerCpus" },
      size: cpu,
      heldOf: (size) => workersHeld(config, { cpu: size, gpu }).cpu,
    },
    ray,
    report,
  );
  const gpuGroup: Group = {
    most: "maxGpuWorkers",
    least: "minGpuWorkers",
    sizes: { gpus: "gpusPerWorker", memoryGiB: "gpuWorkerMemoryGiB", cpus: "gpuWorkerCpus" },
    size: gpu,
    heldOf: (size) => workersHeld(config, { cpu, gpu: size }).gpu,
  };
  if (hasGpuPool(poolNames)) {
    checkGroup(gpuGroup, ray, report);
    checkBesideModel({ ...draft, ray, zones }, report);
  } else checkNoGpus(ray, report);
}

/** Reports workers that the pools hold alone, and not beside the model at its largest. */
function checkBesideModel(
  draft: Draft & { readonly ray: RaySettings; readonly zones: readonly string[] },
  report: Report,
): void {
  const { ray, llm, autoscaling } = draft;
  const modelGpus = gpusOf(modelAtMost(llm, autoscaling ?? {}));
  const sizes = workerSizes(ray);
  const { gpu: alone } = workersHeld(draft, sizes);
  const { gpu: beside } = workersBeside(draft, sizes, modelGpus);
  for (const key of ["maxGpuWorkers", "minGpuWorkers"] as const) {
    const asked = ray[key] ?? 0;
    if (asked > alone || asked <= beside) continue;
    report(
      ["ray", key],
      `is more than plinth:pools can hold beside the model, which takes ${counted(modelGpus, "GPU")}: ${counted(beside, "worker")}`,
      { allowed: `up to ${String(beside)}, or a larger maxNodes in plinth:pools`, example: beside },
    );
  }
}

/** Reports a second driver on nodes whose image has one: EKS has images with GPUs in no other way. */
export function checkGpuDriver({ gpuDriver, poolNames }: Draft, report: Report): void {
  if (gpuDriver !== "operator" || poolNames === undefined || !hasGpuPool(poolNames)) return;
  report(["gpuDriver"], "is operator, while EKS's images of nodes with GPUs bring the driver", {
    allowed: "node where plinth:pools has a pool with GPUs",
    example: "node",
  });
}

function hasGpuPool(poolNames: readonly string[]): boolean {
  return poolNames.some((name) => name.startsWith("gpu-"));
}

function checkNoGpus(ray: RaySettings, report: Report): void {
  for (const key of ["maxGpuWorkers", "minGpuWorkers"] as const) {
    if ((ray[key] ?? 0) === 0) continue;
    report(["ray", key], "asks for workers with GPUs, and plinth:pools has no pool with GPUs", {
      allowed: "0, or a pool gpu-<name> in plinth:pools",
      example: 0,
    });
  }
}

function checkGroup(group: Group, ray: RaySettings, report: Report): void {
  const { most, least, size, heldOf } = group;
  if (ray[most] === 0) return;
  const held = heldOf(size);
  if (held === 0) {
    checkSize(group, report);
    return;
  }
  for (const key of [most, least]) {
    if ((ray[key] ?? 0) <= held) continue;
    report(["ray", key], `is more than plinth:pools can hold: ${String(held)} workers of ${wordsOf(size)}`, {
      allowed: `up to ${String(held)}, or a larger maxNodes in plinth:pools`,
      example: held,
    });
  }
}

/** Reports the part of a worker's size that no node has, or the first one where several are too large. */
function checkSize({ sizes, size, heldOf }: Group, report: Report): void {
  const parts = Object.keys(sizes) as (keyof PodSize)[];
  const fitting = (part: keyof PodSize): number | undefined => {
    for (let value = size[part] - 1; value >= 1; value--)
      if (heldOf({ ...size, [part]: value }) > 0) return value;
    return undefined;
  };
  const found = parts.map((part) => [part, fitting(part)] as const);
  const [part, value] = found.find(([, fits]) => fits !== undefined) ?? found[0] ?? [];
  if (part === undefined) return;
  report(["ray", sizes[part] ?? part], `leaves no node of plinth:pools for a worker of ${wordsOf(size)}`, {
    allowed:
      value === undefined
        ? "a worker that fits a node; or larger instance types in plinth:pools"
        : `up to ${String(value)}, or larger instance types in plinth:pools`,
    example: value ?? 1,
  });
}

function wordsOf({ gpus, cpus, memoryGiB }: PodSize): string {
  const gpuWords = gpus > 0 ? `${counted(gpus, "GPU")}, ` : "";
  return `${gpuWords}${counted(cpus, "CPU")} and ${String(memoryGiB)} GiB`;
}
