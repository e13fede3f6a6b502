/** What pods of one namespace may ask for together, and what a container gets that says nothing itself. */

import type { LlmSettings } from "../config/services/llm";
import { CPUS_PER_GPU, modelPodsOf } from "./model-server";
import type { ModelPods } from "./model-server";
import type { PodSize, RayPlan } from "./ray/plan";

/** A bound on a namespace: so large that all that the platform installs there fits, also while it is updated. */
export interface Quota {
  readonly pods: number;
  /** CPUs that all pods request. */
  readonly cpus: number;
  /** Memory that all pods request, in GiB. */
  readonly memoryGiB: number;
  /** GPUs that all pods request; `Infinity` for no bound. @default 0 */
  readonly gpus?: number;
  /** Volumes of all claims, in GiB. @default 0 */
  readonly storageGiB?: number;
  /** Services with a load balancer. @default 0: what comes from outside comes by the gateway */
  readonly loadBalancers?: number;
  /** Most memory of one container in GiB, which is also the limit of one that names none. */
  readonly containerGiB: number;
}

/** What the quotas are reckoned from. */
export interface PlatformSizes {
  /** Most nodes that the cluster may have. */
  readonly nodes: number;
  /** Volumes of what keeps signals. */
  readonly observability: Readonly<Record<"metrics" | "logs" | "traces", { readonly volumeGiB: number }>>;
  /** Volumes of Prefect and MLflow. */
  readonly devtools: { readonly prefectVolumeGiB: number; readonly mlflowVolumeGiB: number };
  /** Volume of each server of Vault. */
  readonly vault: { readonly volumeGiB: number };
  readonly ray: RayPlan;
  /** Clusters of services on Ray. @default none */
  readonly rayServices?: readonly RayPlan[];
  /** The model that is served. @default none: room for model servers that the platform knows nothing of */
  readonly llm?: LlmSettings | undefined;
  /** Most pods of the router. */
  readonly router: { readonly maxReplicas: number };
}

/** What a namespace may have beyond what the platform reckons with, as `plinth:guardRails.extra` gives it. */
export type ExtraQuota = {
  readonly [Key in Exclude<keyof Quota, "containerGiB">]?: Quota[Key] | undefined;
};

/** Most nodes where the config names no other number. */
export const STANDARD_NODES = 500;

/** Name of both objects in every namespace. */
export const GUARD_RAILS = "guard-rails";

/** Memory of Loki, Tempo and Prometheus at their limits is 4 GiB at most; a user's dashboards may want more. */
const SIGNALS_GIB = 8;

/** Grafana's volume, Alertmanager's, and room for a second one of each while a claim is replaced. */
const SMALL_VOLUMES_GIB = 50;

/** Observability: the node exporter and the collector on every node, and about 20 pods of which there is one each. */
export function observabilityQuota({
  nodes,
  observability: { metrics, logs, traces },
}: PlatformSizes): Quota {
  return {
    pods: 2 * nodes + 50,
    cpus: Math.ceil(nodes * 0.1) + 20,
    memoryGiB: Math.ceil(nodes * 0.5) + 50,
    storageGiB: metrics.volumeGiB + logs.volumeGiB + traces.volumeGiB + SMALL_VOLUMES_GIB,
    containerGiB: SIGNALS_GIB,
  };
}

/**
 * Prefect and MLflow: three servers and what prepares their databases, and runs of flows: 100 of the standard size, or
 * fewer that are larger.
 */
export function devtoolsQuota({ devtools: { prefectVolumeGiB, mlflowVolumeGiB } }: PlatformSizes): Quota {
  return {
    pods: 120,
    cpus: 54,
    memoryGiB: 108,
    storageGiB: prefectVolumeGiB + mlflowVolumeGiB,
    containerGiB: 32,
  };
}

/** Vault: three servers, each with a small container beside it, and one more while a volume is replaced. */
export function vaultQuota({ vault: { volumeGiB } }: PlatformSizes): Quota {
  return { pods: 8, cpus: 2, memoryGiB: 4, storageGiB: 4 * volumeGiB, containerGiB: 2 };
}

/**
 * The GPU operator: up to eight pods on every node with GPUs (driver, toolkit, plugin, features, metrics, MIG, two
 * checks). One of the checks takes a GPU of each new node for a moment, so that there is no bound on those.
 */
export function gpuOperatorQuota({ nodes }: PlatformSizes): Quota {
  return {
    pods: 8 * nodes + 20,
    cpus: Math.ceil(nodes * 0.5) + 8,
    memoryGiB: nodes + 16,
    gpus: Infinity,
    containerGiB: 8,
  };
}

/**
 * Ray: the platform's cluster at its largest and clusters of jobs that are as large together, each with the autoscaler
 * beside its head; the cluster of each service twice, as while it is upgraded; the operator, Redis, and the pod that
 * takes a cluster's state out of it.
 */
export function rayQuota({ ray, rayServices = [] }: PlatformSizes): Quota {
  const clusters = [ray, ...rayServices];
  const sizes = clusters.flatMap(({ head, groups }) => [
    { ...head, cpus: head.cpus + 1, memoryGiB: head.memoryGiB + 1 },
    ...groups.flatMap(({ max, size }) => Array.from({ length: max }, () => size)),
  ]);
  const pods = clusters.flatMap(({ head, groups }) => [head, ...groups.map(({ size }) => size)]);
  const twice = (of: (size: PodSize) => number): number => 2 * sizes.reduce((all, size) => all + of(size), 0);
  return {
    pods: 2 * sizes.length + 10,
    cpus: twice(({ cpus }) => cpus) + 4,
    memoryGiB: twice(({ memoryGiB }) => memoryGiB) + 8,
    gpus: twice(({ gpus }) => gpus),
    // Redis' volume, twice.
    storageGiB: 8,
    containerGiB: Math.max(...pods.map(({ memoryGiB }) => memoryGiB), 4),
  };
}

/** Model servers where the platform serves none: as many as one node with eight GPUs holds. */
const FOREIGN_MODELS: Omit<ModelPods, "name" | "efa"> = { replicas: 7, nodes: 1, gpus: 1, memoryGiB: 64 };
const FOREIGN_CACHE_GIB = 200;

/**
 * llm-d: the router's pods twice, and each kind of the model's pods with one replica more than there are to be, which
 * comes while one goes.
 */
export function llmQuota({ llm }: PlatformSizes): Quota {
  const kinds = llm === undefined ? [FOREIGN_MODELS] : modelPodsOf(llm);
  const pods = kinds.flatMap(({ replicas, nodes, gpus, memoryGiB, role }) => {
    // llm-d's sidecar beside a pod that answers: 1 CPU and 1 GiB.
    const sidecar = role === "decode" ? 1 : 0;
    const pod = { gpus, cpus: gpus * CPUS_PER_GPU + sidecar, memoryGiB: memoryGiB + sidecar };
    return Array.from({ length: (replicas + 1) * nodes }, () => pod);
  });
  const sum = (key: "gpus" | "cpus" | "memoryGiB"): number => pods.reduce((all, pod) => all + pod[key], 0);
  return {
    pods: pods.length + 10,
    cpus: sum("cpus") + 8,
    memoryGiB: sum("memoryGiB") + 16,
    gpus: sum("gpus"),
    storageGiB: pods.length * (llm?.cacheGiB ?? FOREIGN_CACHE_GIB),
    containerGiB: Math.max(...kinds.map(({ memoryGiB }) => memoryGiB), 4),
  };
}

/** The router: pods of half a CPU and 256 MiB, on AWS with 10m and 128 MiB beside, twice while they are updated. */
export function routerQuota({ router: { maxReplicas } }: PlatformSizes): Quota {
  const pods = 2 * maxReplicas;
  return {
    pods: pods + 4,
    cpus: Math.ceil(pods * 0.51) + 2,
    memoryGiB: Math.ceil(pods * 0.375) + 3,
    containerGiB: 1,
  };
}

/** A quota with more. */
export function withExtra(quota: Quota, extra: ExtraQuota = {}): Quota {
  const sum = (key: keyof ExtraQuota): number => (quota[key] ?? 0) + (extra[key] ?? 0);
  return {
    pods: sum("pods"),
    cpus: sum("cpus"),
    memoryGiB: sum("memoryGiB"),
    gpus: sum("gpus"),
    storageGiB: sum("storageGiB"),
    loadBalancers: sum("loadBalancers"),
    containerGiB: quota.containerGiB + (extra.memoryGiB ?? 0),
  };
}

/** The spec of the ResourceQuota. It bounds what pods request: a limit on memory is never below, and costs nothing. */
export function resourceQuotaSpec(quota: Quota) {
  const { pods, cpus, memoryGiB, gpus = 0, storageGiB = 0, loadBalancers = 0 } = quota;
  return {
    hard: {
      pods: String(pods),
      "requests.cpu": String(cpus),
      "requests.memory": `${String(memoryGiB)}Gi`,
      ...(gpus !== Infinity && { "requests.nvidia.com/gpu": String(gpus) }),
      "requests.storage": storageGiB === 0 ? "0" : `${String(storageGiB)}Gi`,
      "services.loadbalancers": String(loadBalancers),
      // A load balancer's Service has a port on every node for each of its own.
      "services.nodeports": String(loadBalancers * PORTS_PER_LOAD_BALANCER),
    },
  };
}

/** HTTP, HTTPS, and as many again. */
const PORTS_PER_LOAD_BALANCER = 4;

/** The spec of the LimitRange: without it a container that requests nothing would be refused by the quota. */
export function limitRangeSpec({ containerGiB }: Quota) {
  const memory = `${String(containerGiB)}Gi`;
  return {
    limits: [
      {
        type: "Container",
        defaultRequest: { cpu: "50m", memory: "64Mi" },
        default: { memory },
        max: { memory },
      },
    ],
  };
}
