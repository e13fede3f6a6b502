/** The four layers of autoscaling at work on one cluster: Ray, KubeRay, Cluster Autoscaler, groups of nodes. */

import type { PoolPlan } from "../../../model/eks/pool-plan";
import { primerTimes } from "../../../model/k8s/autoscaling";
import { GPU_PRIMER } from "../../../model/k8s/gpu-primer";
import { GUARD_RAILS } from "../../../model/k8s/guard-rails";
import { RAY_CLUSTER, RAY_NAMESPACE } from "../../../model/k8s/ray/names";
import type { Cluster, KubernetesObject } from "../control-plane/cluster";
import { Api } from "./api";
import { nodeOf, noSpotCapacity, providerObjects } from "./pools";
import { programNames, startClusterAutoscaler, startKubeRay } from "./programs";
import type { LayerPrograms } from "./programs";
import { stackWith } from "./stack";
import type { Stack } from "./stack";

const GPU_GROUP = "gpu";
const GPU = "nvidia.com/gpu";
const gpuNodes = "plinth.dev/kind=gpu";
const capacityType = "eks.amazonaws.com/capacityType";

/** How many nodes one kubectl drains: it takes a second for each, one after the other. */
const DRAINED_AT_ONCE = 8;

/** What Cluster Autoscaler says when it leaves pods alone because the oldest of them is not old enough. */
const WAITS = /Unschedulable pods are very new, waiting one iteration for more/g;

/** How long anything may take that happens at all, in seconds; a machine that does more needs a tenth of it. */
const NEVER = 300;

type CapacityType = PoolPlan["capacityType"];

/** Name of the node that a pod is on; empty where it is on none. */
export function nodeNameOf({ spec }: KubernetesObject): string {
  return (spec as { readonly nodeName?: string }).nodeName ?? "";
}

/** A cluster with our Ray cluster, pools, and both programs at work. */
export class FourLayers {
  private readonly api: Api;

  private constructor(
    readonly cluster: Cluster,
    readonly stack: Stack,
    private readonly workerGroup: number,
  ) {
    this.api = new Api(cluster);
  }

  /**
   * Installs the stack without the primer, starts both programs, and waits until Ray's head is there.
   *
   * @param workers most workers with a GPU.
   */
  static async start(cluster: Cluster, programs: LayerPrograms, workers: number): Promise<FourLayers> {
    const stack = await stackWith(workers);
    await cluster.apply(programs.definitions);
    await cluster.kubectl(["wait", "--for=condition=Established", "crd", "--all", "--timeout=60s"]);
    const { expanderPriorities } = stack.clusterAutoscaler as {
      readonly expanderPriorities: Readonly<Record<string, readonly string[]>>;
    };
    await cluster.apply(providerObjects(stack.pools, expanderPriorities));
    await addFirstNodes(cluster, stack);
    await cluster.apply(stack.objects.filter((object) => !isPrimer(object)));
    startKubeRay(cluster, programs, stack);
    startClusterAutoscaler(cluster, programs, stack);
    const rayCluster = stack.objects.find(({ kind }) => kind === "RayCluster");
    const { workerGroupSpecs } = rayCluster?.["spec"] as {
      readonly workerGroupSpecs: readonly { readonly groupName: string }[];
    };
    const index = workerGroupSpecs.findIndex(({ groupName }) => groupName === GPU_GROUP);
    const layers = new FourLayers(cluster, stack, index);
    await layers.until("Ray's head is ready", async () => (await layers.rayCluster()).state === "ready");
    return layers;
  }

  /** Applies the primer. */
  async prime(): Promise<void> {
    await this.cluster.apply(this.stack.objects.filter(isPrimer));
  }

  /** Waits until the primer is as old as Cluster Autoscaler wants a pod with a GPU to be. */
  async primed(): Promise<void> {
    await this.until("the primer is old enough", async () => {
      const [primer] = await this.cluster.get("pods", GPU_PRIMER);
      const born = Date.parse(String(primer?.metadata["creationTimestamp"]));
      return Date.now() - born > primerTimes.gpuWaitSeconds * 1000;
    });
  }

  /** State and conditions of the Ray cluster. */
  async rayCluster(): Promise<{ readonly state?: string }> {
    const [found] = await this.cluster.get("rayclusters.ray.io", RAY_NAMESPACE);
    return (found?.["status"] ?? {}) as { readonly state?: string };
  }

  /**
   * Asks for more workers, as Ray's autoscaler does for tasks that wait.
   *
   * @see https://github.com/ray-project/ray/blob/ray-2.60.0/python/ray/autoscaler/v2/instance_manager/cloud_providers/kuberay/cloud_provider.py
   */
  async ask(workers: number): Promise<void> {
    await this.patch([{ path: "replicas", value: workers }]);
  }

  /** Gives idle workers back, as Ray's autoscaler does: it names each that is to go. */
  async release(): Promise<void> {
    const workersToDelete = (await this.workers()).map(({ metadata }) => metadata.name);
    await this.patch([
      { path: "replicas", value: 0 },
      { path: "scaleStrategy", value: { workersToDelete } },
    ]);
    await this.until("no worker is left", async () => (await this.workers()).length === 0);
    await this.patch([{ path: "scaleStrategy", value: { workersToDelete: [] } }]);
  }

  private async patch(changes: readonly { readonly path: string; readonly value: unknown }[]): Promise<void> {
    const operations = changes.map(({ path, value }) => ({
      op: "replace",
      path: `/spec/workerGroupSpecs/${this.workerGroup}/${path}`,
      value,
    }));
    const patch = ["--type=json", `--patch=${JSON.stringify(operations)}`];
    await this.cluster.kubectl(["patch", "rayclusters.ray.io", RAY_CLUSTER, `-n=${RAY_NAMESPACE}`, ...patch]);
  }

  /** Pods of workers with a GPU. */
  async workers(): Promise<KubernetesObject[]> {
    const pods = await this.cluster.get("pods", RAY_NAMESPACE);
    return pods.filter(({ metadata }) => metadata.labels?.["ray.io/group"] === GPU_GROUP);
  }

  /** Waits until KubeRay has made so many workers. */
  async made(workers: number): Promise<void> {
    await this.until(`${workers} workers are there`, async () => (await this.gpusAskedFor()) === workers);
  }

  /** Waits until so many workers are there and each has a node; it looks at few objects, as they may be many. */
  async bound(workers: number): Promise<void> {
    const pending = `/api/v1/namespaces/${RAY_NAMESPACE}/pods?fieldSelector=spec.nodeName%3D&limit=1`;
    await this.until(`${workers} workers have nodes`, async () => {
      return (await this.gpusAskedFor()) === workers && (await this.count(pending)) === 0;
    });
  }

  /** GPUs of all pods that were let in, by the namespace's quota. */
  private async gpusAskedFor(): Promise<number> {
    const path = `/api/v1/namespaces/${RAY_NAMESPACE}/resourcequotas/${GUARD_RAILS}`;
    const { status } = await this.raw<{ status?: { used?: Readonly<Record<string, string>> } }>(path);
    return Number(status?.used?.[`requests.${GPU}`] ?? 0);
  }

  /** Waits until no node with GPUs is left. */
  async empty(): Promise<void> {
    await this.until("no node with GPUs is left", async () => {
      return (await this.count(`/api/v1/nodes?labelSelector=${encodeURIComponent(gpuNodes)}&limit=1`)) === 0;
    });
  }

  /** Names of the nodes with GPUs, by how they are bought. */
  async nodes(): Promise<Readonly<Record<CapacityType, readonly string[]>>> {
    const found = await this.cluster.get("nodes");
    const of = (type: CapacityType): string[] =>
      found
        .filter(({ metadata: { labels } }) => labels?.["plinth.dev/kind"] === "gpu")
        .filter(({ metadata: { labels } }) => labels?.[capacityType] === type)
        .map(({ metadata }) => metadata.name);
    return { SPOT: of("SPOT"), ON_DEMAND: of("ON_DEMAND") };
  }

  /** Makes AWS have no spot machines any more, and waits until none can be had. */
  async exhaustSpot(): Promise<void> {
    await this.cluster.apply(noSpotCapacity);
    const spot = this.stack.pools.find(({ name }) => name === "gpu-spot");
    if (spot === undefined) throw new Error("The stack has no pool gpu-spot.");
    await this.until("no spot machine can be had", () =>
      this.cluster.apply([nodeOf(spot)], { dryRun: true }).then(
        () => false,
        (error: unknown) => String(error).includes("InsufficientInstanceCapacity"),
      ),
    );
  }

  /** Takes every spot node away: all are cordoned and drained, as EKS does it for its node groups, and then they go. */
  async interruptSpot(): Promise<void> {
    const { SPOT: nodes } = await this.nodes();
    await this.cluster.kubectl(["cordon", ...nodes]);
    const flags = ["--ignore-daemonsets", "--delete-emptydir-data", `--timeout=${NEVER}s`];
    const groups = Array.from({ length: Math.ceil(nodes.length / DRAINED_AT_ONCE) }, (_, index) =>
      nodes.slice(index * DRAINED_AT_ONCE, (index + 1) * DRAINED_AT_ONCE),
    );
    const takeAway = async (some: readonly string[]): Promise<void> => {
      await this.cluster.kubectl(["drain", ...some, ...flags]);
      await this.cluster.kubectl(["delete", "nodes", "--wait=false", "--ignore-not-found", ...some]);
    };
    await Promise.all(groups.map(takeAway));
  }

  /** Waits until so many workers are on nodes of one kind that are still there: a node may go under a new pod. */
  async boundOn(type: CapacityType, workers: number): Promise<void> {
    await this.bound(workers);
    await this.until(`${workers} workers are on nodes of the kind ${type}`, async () => {
      const there = (await this.nodes())[type];
      const pods = await this.workers();
      return pods.length === workers && pods.every((pod) => there.includes(nodeNameOf(pod)));
    });
  }

  /** How often Cluster Autoscaler has said so far that it waits for pods to become older. */
  waits(): number {
    return this.cluster.logOf(programNames.clusterAutoscaler).match(WAITS)?.length ?? 0;
  }

  /** Waits for what takes as long as it takes. */
  until(what: string, look: () => Promise<boolean>): Promise<unknown> {
    return this.cluster.until(what, NEVER, look);
  }

  private raw<Answer>(path: string): Promise<Answer> {
    return this.api.get<Answer>(path);
  }

  private async count(path: string): Promise<number> {
    return (await this.raw<{ readonly items: readonly unknown[] }>(path)).items.length;
  }
}

function isPrimer({ kind, metadata }: KubernetesObject): boolean {
  return kind === "ReplicaSet" && metadata.name === GPU_PRIMER;
}

/** The nodes that a pool has from its beginning: the group of EKS is made with them. */
async function addFirstNodes(cluster: Cluster, { pools }: Stack): Promise<void> {
  for (const pool of pools.filter(({ minNodes }) => minNodes > 0)) {
    const { metadata, spec, status } = nodeOf(pool);
    const { taints } = spec as { readonly taints: readonly { key: string; value: string; effect: string }[] };
    const { capacity } = status as { readonly capacity: Readonly<Record<string, string>> };
    await cluster.addNodes(pool.minNodes, {
      name: pool.name,
      labels: metadata.labels ?? {},
      taints,
      capacity,
    });
  }
}
