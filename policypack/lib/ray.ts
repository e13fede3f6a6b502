/** Ray clusters, which stand in the custom resources of KubeRay at several places. */

import { kubernetesTypes, objectsOf } from "./kubernetes";
import type { KubernetesObject } from "./kubernetes";
import type { Property } from "./property";
import type { Resource } from "./rule";

/** Where the cluster stands in each kind: https://ray-project.github.io/kuberay/reference/api/ */
const clusters = new Map([
  ["RayCluster", "spec"],
  ["RayService", "spec.rayClusterConfig"],
  ["RayJob", "spec.rayClusterSpec"],
  ["RayCronJob", "spec.jobTemplate.rayClusterSpec"],
]);

/** The kinds that run a job. */
export const rayJobTypes = [kubernetesTypes(["ray.io"], ["RayJob", "RayCronJob"])];

/** Every kind that holds a Ray cluster. */
export const rayTypes = [kubernetesTypes(["ray.io"], [...clusters.keys()])];

/** A Ray cluster, or a part of one where it stands in a patch. */
export interface RayCluster {
  readonly head: Property;
  readonly workers: () => readonly Property[];
  /** Other than its groups, what the cluster is told. */
  readonly spec: Property;
  /** Whether it stands in a patch. */
  readonly partial: boolean;
}

/** The Ray clusters of a resource; none where a job runs on a cluster that it selects. */
export function rayClustersOf(resource: Pick<Resource, "type" | "properties">): RayCluster[] {
  return objectsOf(resource).flatMap(rayClusterOf);
}

/** The Ray cluster of an object, which may have none. */
export function rayClusterOf({ kind, properties, partial }: KubernetesObject): RayCluster[] {
  const path = clusters.get(kind);
  if (path === undefined) return [];
  const spec = properties.at(path);
  if (spec.state === "absent") return [];
  return [
    { spec, head: spec.at("headGroupSpec"), workers: () => spec.at("workerGroupSpecs").items(), partial },
  ];
}

/** The jobs of a resource. */
export function rayJobsOf(
  resource: Pick<Resource, "type" | "properties">,
): { readonly job: Property; readonly partial: boolean }[] {
  return objectsOf(resource).map(({ kind, properties, partial }) => ({
    job: properties.at(kind === "RayJob" ? "spec" : "spec.jobTemplate"),
    partial,
  }));
}

/** The head's group and those of the workers, with the pods that they are made of. */
export function rayGroupsOf(
  resource: Pick<Resource, "type" | "properties">,
): { readonly group: Property; readonly pod: { readonly spec: Property } }[] {
  return rayClustersOf(resource)
    .flatMap(({ head, workers }) => [head, ...workers()])
    .map((group) => ({ group, template: group.at("template") }))
    .filter(({ template }) => template.state !== "absent")
    .map(({ group, template }) => ({ group, pod: { spec: template.at("spec") } }));
}
