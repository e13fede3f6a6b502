/** Rules of `plinth:ray.services` that need the pools of the stack. */

import { heldOf, workersBeside } from "../../../eks/ray-pools";
import { gpusOf, modelAtMost } from "../../../k8s/model-scaling";
import { sizeWords } from "../../../k8s/ray/plan";
import type { WorkerGroup } from "../../../k8s/ray/plan";
import {
  planService,
  replicasOf,
  replicasPerWorker,
  usesGpus,
  workersAtMost,
} from "../../../k8s/ray/service-plan";
import type { RayServicePlan } from "../../../k8s/ray/service-plan";
import { counted } from "../../../units";
import type { KeyPath } from "../../keys";
import type { RaySettings } from "../../services/ray";
import type { ServeDeployment } from "../../services/ray-applications";
import type { RayServiceSettings } from "../../services/ray-services";
import type { Draft, Report } from "./draft";
import { checkSize, cpuSizeKeys, gpuSizeKeys } from "./ray-sizes";

/** A draft whose pools are all known, with settings of Ray. */
type Known = Draft & { readonly ray: RaySettings; readonly zones: readonly string[] };

/** The deployment of a group with the most replicas, and the keys that lead to it. */
interface Largest {
  readonly path: KeyPath;
  readonly deployment: ServeDeployment;
}

/**
 * Reports services for which no node has GPUs or room, and more of their workers than the pools hold together.
 * Returns whether all is well.
 */
export function checkRayServicePools(draft: Known, report: Report): boolean {
  const before: RayServicePlan[] = [];
  for (const [name, service] of Object.entries(draft.ray.services ?? {})) {
    const plan = planService(name, service, draft.ray);
    for (const group of plan.cluster.groups)
      if (!checkGroup({ draft, plan, group, before, largest: largestOf(name, service, group) }, report))
        return false;
    before.push(plan);
  }
  return true;
}

/** What is looked at: a group of a service, and the services that stand before it. */
interface Asked {
  readonly draft: Known;
  readonly plan: RayServicePlan;
  readonly group: WorkerGroup;
  readonly before: readonly RayServicePlan[];
  readonly largest: Largest;
}

function checkGroup({ draft, plan, group, before, largest }: Asked, report: Report): boolean {
  const { size } = group;
  const { path } = largest;
  if (size.gpus > 0 && !draft.poolNames?.some((name) => name.startsWith("gpu-"))) {
    report(
      [...path, "ray_actor_options", "num_gpus"],
      "needs a GPU, and plinth:pools has no pool with GPUs",
      {
        allowed: "0, or a pool gpu-<name> in plinth:pools",
        example: 0,
      },
    );
    return false;
  }
  if (heldOf(draft, size) === 0) {
    const sizes = size.gpus > 0 ? gpuSizeKeys : cpuSizeKeys;
    const at = ["ray", "services", plan.name];
    checkSize({ at, sizes, size, heldOf: (one) => heldOf(draft, one) }, report);
    return false;
  }
  const modelGpus = gpusOf(modelAtMost(draft.llm, draft.autoscaling ?? {}));
  const held = workersBeside(draft, { cpu: size, gpu: size }, { modelGpus, services: before });
  const room = size.gpus > 0 ? held.gpu : held.cpu;
  const asked = workersAtMost(plan, group);
  if (asked <= room) return true;
  reportMost({ draft, plan, group, before, largest }, { asked, room }, report);
  return false;
}

function reportMost(
  { plan, group, largest: { path, deployment } }: Asked,
  { asked, room }: { readonly asked: number; readonly room: number },
  report: Report,
): void {
  const fixed = deployment.autoscaling_config === undefined;
  const key = fixed ? [...path, "num_replicas"] : [...path, "autoscaling_config", "max_replicas"];
  const second = plan.upgrade === "NewCluster" ? " with those of an upgrade" : "";
  const alone = plan.upgrade === "NewCluster" ? ", upgrade: None for the service," : "";
  report(
    key,
    `makes ${counted(asked, "worker")} of ${sizeWords(group.size)}${second}, and plinth:pools can hold ${counted(room, "worker")} beside the model and the other services`,
    {
      allowed: `fewer replicas${alone} or a larger maxNodes in plinth:pools`,
      example: fittingReplicas(deployment, { plan, group, over: asked - room }),
    },
  );
}

/** The most replicas of a deployment whose workers are fewer by so many; its least where there are none. */
function fittingReplicas(
  deployment: ServeDeployment,
  { plan, group, over }: Pick<Asked, "plan" | "group"> & { readonly over: number },
): number {
  const { min, max } = replicasOf(deployment);
  const fixed = deployment.autoscaling_config === undefined;
  const least = fixed ? 1 : Math.max(min, 1);
  const workers = (replicas: number): number =>
    Math.ceil(replicas / replicasPerWorker(deployment, group.size));
  // Those of a second cluster are as many where their number does not change.
  const times = fixed && plan.upgrade === "NewCluster" ? 2 : 1;
  for (let replicas = max - 1; replicas > least; replicas--)
    if ((workers(max) - workers(replicas)) * times >= over) return replicas;
  return least;
}

function largestOf(name: string, { applications }: RayServiceSettings, { size }: WorkerGroup): Largest {
  const all = applications.flatMap(({ deployments }, i) =>
    deployments.map((deployment, j) => ({
      path: ["ray", "services", name, "applications", i, "deployments", j],
      deployment,
    })),
  );
  const own = all.filter(({ deployment }) => usesGpus(deployment) === size.gpus > 0);
  const workers = ({ deployment }: Largest): number =>
    replicasOf(deployment).max / replicasPerWorker(deployment, size);
  const [first, ...others] = own;
  if (first === undefined)
    throw new Error(`The service ${name} has a group of workers that nothing runs on.`);
  return others.reduce((most, one) => (workers(one) > workers(most) ? one : most), first);
}
