/** Rules of `plinth:ray` and of GPUs that need the pools of the stack. */

import { workersBeside, workersHeld } from "../../../eks/ray-pools";
import { gpusOf, modelAtMost } from "../../../k8s/model-scaling";
import { sizeWords, workerSizes } from "../../../k8s/ray/plan";
import { planServices, servedGpus } from "../../../k8s/ray/service-plan";
import type { RaySettings } from "../../services/ray";
import type { Draft, Report } from "./draft";
import { counted } from "../../../units";
import { checkRayServicePools } from "./ray-services";
import { checkSize, cpuSizeKeys, gpuSizeKeys } from "./ray-sizes";
import type { SizedWorkers } from "./ray-sizes";

/** One group of workers: its keys in `plinth:ray`. */
interface Group extends SizedWorkers {
  readonly most: "maxWorkers" | "maxGpuWorkers";
  readonly least: "minWorkers" | "minGpuWorkers";
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
      at: ["ray"],
      sizes: cpuSizeKeys,
      size: cpu,
      heldOf: (size) => workersHeld(config, { cpu: size, gpu }).cpu,
    },
    ray,
    report,
  );
  const gpuGroup: Group = {
    most: "maxGpuWorkers",
    least: "minGpuWorkers",
    at: ["ray"],
    sizes: gpuSizeKeys,
    size: gpu,
    heldOf: (size) => workersHeld(config, { cpu, gpu: size }).gpu,
  };
  if (hasGpuPool(poolNames)) {
    checkGroup(gpuGroup, ray, report);
  } else checkNoGpus(ray, report);
  const known = { ...draft, ray, zones };
  if (checkRayServicePools(known, report)) checkBeside(known, report);
}

/** Reports workers that the pools hold alone, and not beside the model and the services at their largest. */
function checkBeside(
  draft: Draft & { readonly ray: RaySettings; readonly zones: readonly string[] },
  report: Report,
): void {
  const { ray, llm, autoscaling } = draft;
  const modelGpus = gpusOf(modelAtMost(llm, autoscaling ?? {}));
  const services = planServices(ray);
  const sizes = workerSizes(ray);
  const alone = workersHeld(draft, sizes);
  const beside = workersBeside(draft, sizes, { modelGpus, services });
  const gpus = servedGpus(services);
  const others = [
    ...(modelGpus > 0 ? [`the model, which takes ${counted(modelGpus, "GPU")}`] : []),
    ...(gpus > 0 ? [`the services on Ray, which take ${counted(gpus, "GPU")} with an upgrade`] : []),
  ].join(", and ");
  const groups = [
    { keys: ["maxGpuWorkers", "minGpuWorkers"], of: "gpu", others },
    { keys: ["maxWorkers", "minWorkers"], of: "cpu", others: "the services on Ray" },
  ] as const;
  for (const { keys, of, others: names } of groups)
    for (const key of keys) {
      const asked = ray[key] ?? 0;
      if (asked > alone[of] || asked <= beside[of]) continue;
      report(
        ["ray", key],
        `is more than plinth:pools can hold beside ${names}: ${counted(beside[of], "worker")}`,
        {
          allowed: `up to ${String(beside[of])}, or a larger maxNodes in plinth:pools`,
          example: beside[of],
        },
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
    report(
      ["ray", key],
      `is more than plinth:pools can hold: ${String(held)} workers of ${sizeWords(size)}`,
      {
        allowed: `up to ${String(held)}, or a larger maxNodes in plinth:pools`,
        example: held,
      },
    );
  }
}
