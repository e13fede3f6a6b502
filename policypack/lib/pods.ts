/** Pods, wherever a Kubernetes object describes them. */

import { demand } from "./finding";
import type { Finding } from "./finding";
import { kubernetesTypes, objectsOf } from "./kubernetes";
import type { KubernetesObject } from "./kubernetes";
import type { Property } from "./property";
import { rayClusterOf, rayTypes } from "./ray";
import type { Resource } from "./rule";
import { any } from "./truth";
import type { Truth } from "./truth";

/** Where each kind holds its pods; `""` is the object itself. */
const templates = new Map([
  ["Pod", [""]],
  ["PodTemplate", ["template"]],
  ["Deployment", ["spec.template"]],
  ["StatefulSet", ["spec.template"]],
  ["DaemonSet", ["spec.template"]],
  ["ReplicaSet", ["spec.template"]],
  ["ReplicationController", ["spec.template"]],
  ["Job", ["spec.template"]],
  ["CronJob", ["spec.jobTemplate.spec.template"]],
  ["RayJob", ["spec.submitterPodTemplate"]],
  ["RayCronJob", ["spec.jobTemplate.submitterPodTemplate"]],
  [
    "LeaderWorkerSet",
    ["spec.leaderWorkerTemplate.leaderTemplate", "spec.leaderWorkerTemplate.workerTemplate"],
  ],
]);

/** Kinds whose pods run until something ends them. */
const lasting = ["Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController"];

const groups = ["core", "apps", "batch", "extensions", "leaderworkerset.x-k8s.io"];

/** Every type that describes pods. */
export const podTypes = [kubernetesTypes(groups, [...templates.keys()]), ...rayTypes];

/** The types whose pods run until something ends them, and that do not get their probes from an operator. */
export const lastingPodTypes = [kubernetesTypes(groups, lasting)];

/** One pod, or the template of many. */
export interface Pod {
  readonly spec: Property;
  /** Whether it stands in a patch: what a patch leaves out stays as it is, so that it breaks no rule. */
  readonly partial: boolean;
}

/** The pods that a resource describes. */
export function podsOf(resource: Pick<Resource, "type" | "properties">): Pod[] {
  return objectsOf(resource).flatMap((object) =>
    templatesOf(object)
      .filter(({ state }) => state !== "absent")
      .map((template) => ({ spec: template.at("spec"), partial: object.partial })),
  );
}

function templatesOf(object: KubernetesObject): Property[] {
  const { kind, properties } = object;
  const own = templates.get(kind) ?? [];
  return [
    ...own.map((path) => (path === "" ? properties : properties.at(path))),
    ...rayClusterOf(object).flatMap(({ head, workers }) => [head, ...workers()].map(templateOf)),
  ];
}

function templateOf(group: Property): Property {
  return group.at("template");
}

/** Lists of containers that a pod has; the last can be changed in a running pod. */
const containerLists = ["containers", "initContainers", "ephemeralContainers"] as const;

/** The containers in these lists of a pod. */
export function containersOf(
  { spec }: Pick<Pod, "spec">,
  lists: readonly (typeof containerLists)[number][] = containerLists,
): Property[] {
  return lists.flatMap((list) => spec.at(list).items());
}

/** What a rule demands of every pod of a resource. */
export function ofEachPod(resource: Resource, check: (pod: Pod) => readonly Finding[]): Finding[] {
  return podsOf(resource).flatMap(check);
}

/** What a rule demands of every container of a resource, of those that only prepare or debug a pod too. */
export function ofEachContainer(
  resource: Resource,
  check: (container: Property, pod: Pod) => readonly Finding[],
): Finding[] {
  return ofEachPod(resource, (pod) => containersOf(pod).flatMap((container) => check(container, pod)));
}

/** A setting of a container's security context, or where the container has none, of the pod's: its own wins. */
export function securityOf(container: Property, pod: Pod, path: string): Property {
  const own = container.at(`securityContext.${path}`);
  return own.state === "absent" ? pod.spec.at(`securityContext.${path}`) : own;
}

/** Whether one of these is given. Those after the first that is are not looked at: it decides. */
export function oneGiven(properties: readonly Property[]): Truth {
  return properties.some((each) => each.given() === true) || any(...properties.map((each) => each.given()));
}

/** What is demanded of a probe of every container that lasts: one that prepares a pod or runs to its end needs none. */
export function demandProbe(resource: Resource, name: string, message: string): Finding[] {
  return ofEachPod(resource, (pod) => {
    if (pod.partial) return [];
    return containersOf(pod, ["containers"]).flatMap((container) => {
      const probe = container.at(name);
      const given = probe.given();
      if (given === true) return [];
      const ends = pod.spec.at("restartPolicy").oneOf(["Never", "OnFailure"], false);
      return demand(any(given, ends), probe, message);
    });
  });
}
