/** Rules of `plinth:llm` that need the pools of the stack. */

import { planPools } from "../../../eks/pools";
import type { PoolPlan } from "../../../eks/pool-plan";
import { modelPodsOf } from "../../../k8s/model-server";
import type { ModelPods } from "../../../k8s/model-server";
import type { Draft, Report } from "./draft";
import { counted } from "../../../units";

/** Reports a model that no node has GPUs for, and more pods of it than the pools can hold. */
export function checkLlm(draft: Draft, report: Report): void {
  const { llm, pools, poolNames, zones } = draft;
  // Where a pool is wrong in itself, what all of them hold is not known.
  if (llm === undefined || zones === undefined || poolNames?.length !== Object.keys(pools).length) return;
  const gpuPools = planPools({ ...draft, zones }).filter(({ kind }) => kind === "gpu");
  if (gpuPools.length === 0) {
    report(["llm", "model"], "needs GPUs, and plinth:pools has no pool with GPUs", {
      allowed: "a model beside a pool gpu-<name> in plinth:pools; without a model, remove plinth:llm",
      set: ["pools"],
      example: { system: {}, cpu: {}, "gpu-a10g": {} },
    });
    return;
  }
  for (const pods of modelPodsOf(llm)) if (!checkPods(pods, gpuPools, report)) return;
  checkMost(draft, gpuPools, report);
  checkTogether(modelPodsOf(llm), gpuPools, report);
}

/** Where a key of these pods stands: those of prefill have a place of their own. */
function keyOf({ role }: ModelPods, key: string): readonly string[] {
  return role === "prefill" ? ["llm", "prefill", key] : ["llm", key];
}

/** Replicas that the pools hold where nothing else runs on them. */
function heldBy(gpuPools: readonly PoolPlan[], { gpus, nodes }: ModelPods): number {
  const pods = gpuPools.reduce(
    (sum, { maxNodes, gpusPerNode }) => sum + maxNodes * Math.floor(gpusPerNode / gpus),
    0,
  );
  return Math.floor(pods / nodes);
}

/** Reports pods that are larger than a node, and more of them than there is room for. Returns whether all is well. */
function checkPods(pods: ModelPods, gpuPools: readonly PoolPlan[], report: Report): boolean {
  const { gpus, efa, replicas } = pods;
  const most = Math.max(...gpuPools.map(({ gpusPerNode }) => gpusPerNode));
  if (gpus > most) {
    report(keyOf(pods, "gpusPerReplica"), `is more than a node of plinth:pools has: ${String(most)}`, {
      allowed: `up to ${String(most)}, or a larger gpusPerNode in plinth:pools`,
      example: most,
    });
    return false;
  }
  const interfaces = Math.max(...gpuPools.map(({ efaInterfaces }) => efaInterfaces));
  if (efa > interfaces) {
    report(keyOf(pods, "efaInterfaces"), `is more than a node of plinth:pools has: ${String(interfaces)}`, {
      allowed:
        interfaces === 0
          ? "0, or instance types with EFA in plinth:pools"
          : `up to ${String(interfaces)}, or instance types with more of them in plinth:pools`,
      example: interfaces,
    });
    return false;
  }
  const held = heldBy(gpuPools, pods);
  if (replicas <= held) return true;
  report(keyOf(pods, "replicas"), `is more than plinth:pools can hold: ${wordsOf(held, pods)}`, {
    allowed: `up to ${String(held)}, or a larger maxNodes in plinth:pools`,
    example: Math.max(held, 1),
  });
  return false;
}

function wordsOf(held: number, { gpus, nodes }: ModelPods): string {
  if (nodes === 1) return `${counted(held, "pod")} of ${counted(gpus, "GPU")}`;
  return `${counted(held, "replica")} of ${String(nodes)} pods with ${counted(gpus, "GPU")}`;
}

/** Reports more pods than there is room for once the model is at its largest. */
function checkMost({ llm, autoscaling }: Draft, gpuPools: readonly PoolPlan[], report: Report): void {
  const most = autoscaling?.models?.maxReplicas;
  const pods = llm && modelPodsOf(llm)[0];
  if (most === undefined || pods === undefined) return;
  const held = heldBy(gpuPools, pods);
  if (most <= held) return;
  const path = ["autoscaling", "models", "maxReplicas"];
  report(path, `is more than plinth:pools can hold: ${wordsOf(held, pods)}`, {
    allowed: `up to ${String(held)}, or a larger maxNodes in plinth:pools`,
    example: Math.max(held, 1),
  });
}

/** Reports prefill and decode that fit one by one and not together. */
function checkTogether(kinds: readonly ModelPods[], gpuPools: readonly PoolPlan[], report: Report): void {
  const prefill = kinds.find(({ role }) => role === "prefill");
  if (prefill === undefined) return;
  const asked = kinds.reduce((sum, { replicas, nodes, gpus }) => sum + replicas * nodes * gpus, 0);
  const there = gpuPools.reduce((sum, { maxNodes, gpusPerNode }) => sum + maxNodes * gpusPerNode, 0);
  if (asked <= there) return;
  const each = prefill.nodes * prefill.gpus;
  const fitting = Math.floor((there - asked) / each) + prefill.replicas;
  report(
    keyOf(prefill, "replicas"),
    `makes prefill and decode ask for ${String(asked)} GPUs, and plinth:pools has ${String(there)}`,
    {
      allowed: "fewer replicas of either, or a larger maxNodes in plinth:pools",
      example: Math.max(fitting, 1),
    },
  );
}
