/** A stack on AWS whose Ray cluster may have 500 GPUs, as it registers its objects and the values of its charts. */

import type { AddonContext } from "../../../components/k8s/addon";
import { Services } from "../../../components/k8s/services";
import { planPools } from "../../../model/eks/pools";
import type { PoolPlan } from "../../../model/eks/pool-plan";
import { GPU_PRIMER } from "../../../model/k8s/gpu-primer";
import { RAY_NAMESPACE } from "../../../model/k8s/ray/names";
import { onEks } from "../../helpers/clusters";
import { eksConfig } from "../../helpers/configs";
import { Registrations } from "../../helpers/registrations";
import type { KubernetesObject } from "../control-plane/cluster";
import { inOrder } from "../platform-objects";

/** GPUs of one node. */
export const GPUS_PER_NODE = 8;

/** What the stack asks for beside its defaults: two pools of the same machines, of which one is on spot. */
function settings(workers: number): object {
  const gpus = { gpus: ["l4"], gpusPerNode: GPUS_PER_NODE, maxNodes: Math.ceil(workers / GPUS_PER_NODE) };
  return {
    recipes: ["autoscaling", "ray"],
    internetEgress: { reason: "Images come from public registries" },
    // More nodes, and the largest network had no addresses for them.
    pools: { system: { maxNodes: 3 }, "gpu-spot": gpus, "gpu-demand": { ...gpus, capacity: "onDemand" } },
    ray: { maxGpuWorkers: workers },
  };
}

/** Values that a chart is given. */
export type Values = Readonly<Record<string, unknown>>;

/** What of the stack is tried. */
export interface Stack {
  /** The objects of the namespaces of Ray and of the primer, and what they need, in an order to apply them in. */
  readonly objects: readonly KubernetesObject[];
  readonly pools: readonly PoolPlan[];
  readonly kuberay: Values;
  readonly clusterAutoscaler: Values;
}

/** Kinds that nothing here works on: volumes and secrets of stores. */
const left = new Set(["StatefulSet", "ExternalSecret", "Password"]);

const RELEASE = "kubernetes:helm.sh/v3:Release";

/**
 * The stack, registered as for an update.
 *
 * @param workers most workers with a GPU; each of the two pools has room for all of them.
 */
export async function stackWith(workers: number): Promise<Stack> {
  const config = eksConfig(settings(workers));
  const cluster: AddonContext["cluster"] = { ...onEks(), pools: config };
  const registered = new Registrations();
  await registered.start({ stack: "test", preview: true });
  new Services("platform", { config, cluster });
  await registered.settled();
  const valuesOf = (chart: string): Values =>
    registered.get(RELEASE, `platform-${chart}`).inputs["values"] as Values;
  const objects = registered
    .all()
    .filter(({ type }) => type.startsWith("kubernetes:") && type !== RELEASE)
    .map(({ inputs }) => structuredClone(inputs) as unknown as KubernetesObject)
    .filter((object) => isTried(object));
  return {
    objects: inOrder(objects),
    pools: planPools(config),
    kuberay: valuesOf("kuberay-operator"),
    clusterAutoscaler: valuesOf("cluster-autoscaler"),
  };
}

function isTried({ kind, metadata }: KubernetesObject): boolean {
  if (kind === "PriorityClass") return true;
  const namespace = kind === "Namespace" ? metadata.name : metadata.namespace;
  return [RAY_NAMESPACE, GPU_PRIMER].includes(namespace ?? "") && !left.has(kind);
}
