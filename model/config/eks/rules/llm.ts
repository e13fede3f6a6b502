/** Rules of `plinth:llm` that need the pools of the stack. */

import type { Draft, Report } from "./draft";

/** Reports a model that no node has GPUs for, and more pods of it than the pools can hold. */
export function checkLlm({ llm, pools, poolNames }: Draft, report: Report): void {
  // Where a pool is wrong in itself, what all of them hold is not known.
  if (llm === undefined || poolNames?.length !== Object.keys(pools).length) return;
  const gpuPools = Object.entries(pools).filter(([name]) => name.startsWith("gpu-"));
  const { replicas, gpusPerReplica: gpus } = llm;
  if (gpuPools.length === 0) {
    report(["llm", "model"], "needs GPUs, and plinth:pools has no pool with GPUs", {
      allowed: "a model beside a pool gpu-<name> in plinth:pools; without a model, remove plinth:llm",
      set: ["pools"],
      example: { system: {}, cpu: {}, "gpu-a10g": {} },
    });
    return;
  }
  const most = Math.max(...gpuPools.map(([, { gpusPerNode }]) => gpusPerNode));
  if (gpus > most) {
    report(["llm", "gpusPerReplica"], `is more than a node of plinth:pools has: ${String(most)}`, {
      allowed: `up to ${String(most)}, or a larger gpusPerNode in plinth:pools`,
      example: most,
    });
    return;
  }
  const held = gpuPools.reduce(
    (sum, [, { maxNodes, gpusPerNode }]) => sum + maxNodes * Math.floor(gpusPerNode / gpus),
    0,
  );
  if (replicas <= held) return;
  report(
    ["llm", "replicas"],
    `is more than plinth:pools can hold: ${String(held)} pods of ${String(gpus)} ${gpus === 1 ? "GPU" : "GPUs"}`,
    { allowed: `up to ${String(held)}, or a larger maxNodes in plinth:pools`, example: held },
  );
}
