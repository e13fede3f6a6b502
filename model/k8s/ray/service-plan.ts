/** What a service on Ray consists of, once everything that follows from its applications is decided. */

import type { ServeApplication, ServeDeployment } from "../../config/services/ray-applications";
import type { RayServiceSettings } from "../../config/services/ray-services";
import { planRay } from "./plan";
import type { PodSize, RayPlan, RaySizes, WorkerGroup } from "./plan";

/** A service: its applications, and the Ray cluster that they run on. */
export interface RayServicePlan {
  readonly name: string;
  readonly applications: readonly ServeApplication[];
  readonly upgrade: RayServiceSettings["upgrade"];
  /** Its cluster: the groups of workers that its replicas need, and no other. */
  readonly cluster: RayPlan;
  /** Whether there are times without a replica, in which the head alone answers. */
  readonly sleeps: boolean;
}

/** Ray counts parts of a CPU and of a GPU in ten-thousandths. */
const PARTS = 10_000;

/** Bounds of the number of replicas of a deployment. */
export function replicasOf({ num_replicas, autoscaling_config }: ServeDeployment): {
  readonly min: number;
  readonly max: number;
} {
  if (autoscaling_config === undefined) return { min: num_replicas ?? 1, max: num_replicas ?? 1 };
  const { min_replicas, max_replicas } = autoscaling_config;
  return { min: min_replicas, max: max_replicas };
}

/** Replicas of a deployment that one worker holds. */
export function replicasPerWorker(
  { ray_actor_options: { num_cpus, num_gpus } }: ServeDeployment,
  { cpus, gpus }: PodSize,
): number {
  const fit = (has: number, takes: number): number =>
    takes === 0 ? Infinity : Math.floor((has * PARTS) / Math.round(takes * PARTS));
  return Math.min(fit(cpus, num_cpus), fit(gpus, num_gpus));
}

/** Whether replicas of a deployment run on workers with GPUs. */
export function usesGpus({ ray_actor_options: { num_gpus } }: ServeDeployment): boolean {
  return num_gpus > 0;
}

/** Sizes of a service's pods: its own, or those of the platform's cluster. */
export function sizesOf(service: RayServiceSettings, ray: RaySizes): RaySizes {
  return {
    ...ray,
    image: service.image ?? ray.image,
    // A service's own image is also that of its workers with GPUs, before the platform's.
    gpuImage: service.gpuImage ?? service.image ?? ray.gpuImage,
    idleTimeoutSeconds: service.idleTimeoutSeconds ?? ray.idleTimeoutSeconds,
    headCpus: service.headCpus ?? ray.headCpus,
    headMemoryGiB: service.headMemoryGiB ?? ray.headMemoryGiB,
    workerCpus: service.workerCpus ?? ray.workerCpus,
    workerMemoryGiB: service.workerMemoryGiB ?? ray.workerMemoryGiB,
    gpusPerWorker: service.gpusPerWorker ?? ray.gpusPerWorker,
    gpuWorkerCpus: service.gpuWorkerCpus ?? ray.gpuWorkerCpus,
    gpuWorkerMemoryGiB: service.gpuWorkerMemoryGiB ?? ray.gpuWorkerMemoryGiB,
  };
}

/**
 * The service of these settings.
 *
 * @param ray Settings of the platform's cluster, which hold where the service has none.
 */
export function planService(name: string, service: RayServiceSettings, ray: RaySizes): RayServicePlan {
  const sizes = sizesOf(service, ray);
  const deployments = service.applications.flatMap((application) => application.deployments);
  // Both kinds of workers, of which those that nothing runs on go again.
  const { groups, ...cluster } = planRay({ ...sizes, minGpuWorkers: 0, maxGpuWorkers: 1 });
  const bounded = groups.flatMap((group): WorkerGroup[] => {
    const own = deployments.filter((one) => usesGpus(one) === group.size.gpus > 0);
    const { least, spread } = workersOf(own, group.size);
    const given = group.size.gpus > 0 ? service.maxGpuWorkers : service.maxWorkers;
    return own.length === 0 ? [] : [{ ...group, min: least, max: given ?? spread }];
  });
  return {
    name,
    applications: service.applications,
    upgrade: service.upgrade,
    cluster: { ...cluster, groups: bounded },
    sleeps: deployments.every((deployment) => replicasOf(deployment).min === 0),
  };
}

/** Every service of a stack. */
export function planServices(
  ray: RaySizes & { readonly services?: Readonly<Record<string, RayServiceSettings>> | undefined },
): readonly RayServicePlan[] {
  return Object.entries(ray.services ?? {}).map(([name, service]) => planService(name, service, ray));
}

/** Workers of one size that replicas need. */
export interface NeededWorkers {
  /** For the fewest replicas, packed. */
  readonly least: number;
  /** For the most replicas, packed. */
  readonly packed: number;
  /** For the most replicas where each deployment has workers of its own. */
  readonly spread: number;
}

/** How many workers of a size deployments need. */
export function workersOf(deployments: readonly ServeDeployment[], size: PodSize): NeededWorkers {
  const sum = (of: (deployment: ServeDeployment) => number): number =>
    deployments.reduce((all, deployment) => all + of(deployment), 0);
  const share = (deployment: ServeDeployment, bound: "min" | "max"): number =>
    replicasOf(deployment)[bound] / Math.max(replicasPerWorker(deployment, size), 1);
  return {
    least: Math.ceil(sum((deployment) => share(deployment, "min"))),
    packed: Math.ceil(sum((deployment) => share(deployment, "max"))),
    spread: sum((deployment) => Math.ceil(share(deployment, "max"))),
  };
}

/** Workers of a group that there are at most: during an upgrade those of a second cluster too, which begins small. */
export function workersAtMost({ upgrade }: RayServicePlan, { min, max }: WorkerGroup): number {
  return upgrade === "NewCluster" ? max + Math.max(min, 1) : max;
}

/** GPUs of all workers of services when they are at their most. */
export function servedGpus(services: readonly RayServicePlan[]): number {
  return services.reduce(
    (all, service) =>
      all +
      service.cluster.groups.reduce((sum, group) => sum + workersAtMost(service, group) * group.size.gpus, 0),
    0,
  );
}
