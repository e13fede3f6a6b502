/** Rules of `plinth:ray.services` that hold on every cluster. */

import type { z } from "zod";
import { workerSizes } from "../../k8s/ray/plan";
import type { PodSize, RaySizes } from "../../k8s/ray/plan";
import { replicasPerWorker, sizesOf, usesGpus, workersOf } from "../../k8s/ray/service-plan";
import { counted } from "../../units";
import type { KeyPath } from "../keys";
import type { RuleParams } from "../rules";
import type { ServeApplication, ServeDeployment } from "./ray-applications";
import { RayServiceSettings } from "./ray-services";

/** Reports services where nothing is installed that they would run on. It takes any value. */
export function checkRayServicesUsed(
  config: unknown,
  context: Pick<z.core.$RefinementCtx, "addIssue">,
): void {
  const { recipes, ray } = recordOf(config);
  if (recordOf(ray)["services"] === undefined || !Array.isArray(recipes) || recipes.includes("ray")) return;
  const params: RuleParams = { allowed: "nothing without the recipe ray", remove: true };
  context.addIssue({
    code: "custom",
    path: ["ray", "services"],
    message: "is used by nothing: plinth:recipes has no ray",
    params: { ...params },
  });
}

type AnyRecord = Readonly<Record<string, unknown>>;
type Report = (path: KeyPath, message: string, params: RuleParams) => void;

/** Sizes of the platform's cluster, by which a service goes that has none of its own. */
const sizeKeys = ["workerCpus", "workerMemoryGiB", "gpusPerWorker", "gpuWorkerCpus", "gpuWorkerMemoryGiB"];

/**
 * Reports applications that would not go together, and replicas that no worker can hold. It takes any value, as it
 * runs also where others are wrong.
 */
export function checkRayServices(settings: unknown, context: Pick<z.core.$RefinementCtx, "addIssue">): void {
  const ray = recordOf(settings);
  for (const [name, value] of Object.entries(recordOf(ray["services"]))) {
    const { data: service } = RayServiceSettings.safeParse(value);
    if (service === undefined) continue;
    const at = ["services", name];
    const report: Report = (path, message, params) => {
      context.addIssue({ code: "custom", path: [...at, ...path], message, params: { ...params } });
    };
    checkApplications(service.applications, report);
    if (!sizeKeys.every((key) => typeof ray[key] === "number")) continue;
    checkWorkers(service, workerSizes(sizesOf(service, ray as unknown as RaySizes)), report);
  }
}

function recordOf(value: unknown): AnyRecord {
  return typeof value === "object" && value !== null ? (value as AnyRecord) : {};
}

/** Each deployment of a service with the keys that lead to it. */
function deploymentsOf(applications: readonly ServeApplication[]): (readonly [KeyPath, ServeDeployment])[] {
  return applications.flatMap(({ deployments }, i) =>
    deployments.map((deployment, j) => [["applications", i, "deployments", j], deployment] as const),
  );
}

function checkApplications(applications: readonly ServeApplication[], report: Report): void {
  checkDistinct(applications, "route_prefix", ["applications"], report, "another application's");
  checkDistinct(applications, "name", ["applications"], report, "another application's");
  for (const [i, { deployments }] of applications.entries())
    checkDistinct(deployments, "name", ["applications", i, "deployments"], report, "another deployment's");
  for (const [path, deployment] of deploymentsOf(applications)) checkReplicas(path, deployment, report);
}

/** Reports each of a list that has a key of one before it. */
function checkDistinct<Key extends string>(
  list: readonly (Readonly<Record<Key, string>> & { readonly name: string })[],
  key: Key,
  path: KeyPath,
  report: Report,
  whose: string,
): void {
  for (const [i, one] of list.entries()) {
    if (list.findIndex((other) => other[key] === one[key]) === i) continue;
    const example = key === "route_prefix" ? `/${one.name}` : `${one.name}-${String(i + 1)}`;
    report([...path, i, key], `is ${whose} too`, { allowed: "a value of its own", example });
  }
}

/** Reports bounds that leave no number between them, and two ways to say how many there are. */
function checkReplicas(path: KeyPath, deployment: ServeDeployment, report: Report): void {
  const { num_replicas, autoscaling_config: bounds } = deployment;
  if (bounds === undefined) return;
  if (num_replicas !== undefined)
    report([...path, "num_replicas"], "is given beside autoscaling_config, which says how many there are", {
      allowed: "one of num_replicas and autoscaling_config",
      remove: true,
    });
  const { min_replicas: min, max_replicas: max, initial_replicas: initial } = bounds;
  const at = [...path, "autoscaling_config"];
  if (min > max)
    report([...at, "min_replicas"], `is above max_replicas, which is ${String(max)}`, {
      allowed: `0 to ${String(max)}, or a larger max_replicas`,
      example: max,
    });
  else if (initial !== undefined && (initial < min || initial > max))
    report([...at, "initial_replicas"], "is not between min_replicas and max_replicas", {
      allowed: `${String(min)} to ${String(max)}`,
      example: min,
    });
}

type Workers = Readonly<Record<"cpu" | "gpu", PodSize>>;

function checkWorkers(service: RayServiceSettings, workers: Workers, report: Report): void {
  const all = deploymentsOf(service.applications);
  const larger = all.filter(([path, deployment]) => !fits(path, deployment, workers, report));
  if (larger.length > 0) return;
  const deployments = all.map(([, deployment]) => deployment);
  checkMost("maxGpuWorkers", deployments.filter(usesGpus), workers.gpu, service, report);
  checkMost(
    "maxWorkers",
    deployments.filter((one) => !usesGpus(one)),
    workers.cpu,
    service,
    report,
  );
}

/** Reports a replica that asks for more than a worker has. Returns whether there is none. */
function fits(path: KeyPath, deployment: ServeDeployment, workers: Workers, report: Report): boolean {
  const gpu = usesGpus(deployment);
  const worker = gpu ? workers.gpu : workers.cpu;
  if (replicasPerWorker(deployment, worker) > 0) return true;
  const { num_gpus } = deployment.ray_actor_options;
  const [key, has, size] =
    num_gpus > worker.gpus
      ? (["num_gpus", worker.gpus, "gpusPerWorker"] as const)
      : (["num_cpus", worker.cpus, gpu ? "gpuWorkerCpus" : "workerCpus"] as const);
  report([...path, "ray_actor_options", key], `is more than a worker of the service has: ${String(has)}`, {
    allowed: `up to ${String(has)}, or a larger ${size} of the service`,
    example: has,
  });
  return false;
}

/** Reports a largest number of workers on which the replicas never find a place, and one of workers that do nothing. */
function checkMost(
  key: "maxWorkers" | "maxGpuWorkers",
  deployments: readonly ServeDeployment[],
  worker: PodSize,
  service: RayServiceSettings,
  report: Report,
): void {
  const given = service[key];
  if (given === undefined) return;
  if (deployments.length === 0) {
    report([key], "is used by nothing: no deployment runs on such workers", {
      allowed: "nothing without a deployment that runs on them",
      remove: true,
    });
    return;
  }
  const { packed } = workersOf(deployments, worker);
  if (given >= packed) return;
  report([key], `is less than the replicas need at their most: ${counted(packed, "worker")}`, {
    allowed: `${String(packed)} or more, or fewer replicas`,
    example: packed,
  });
}
