/** Pods of the platform that an operator makes, for clusters where none runs. */

import type { KubernetesObject } from "./control-plane/cluster";

/** As much of a container as is looked at here. */
export interface Container {
  readonly name: string;
  readonly image: string;
  readonly [field: string]: unknown;
}

/** A pod's template. */
export interface PodTemplate {
  readonly metadata: { readonly labels: Readonly<Record<string, string>>; readonly [field: string]: unknown };
  readonly spec: { readonly containers: readonly Container[]; readonly [field: string]: unknown };
}

/** As much of a RayCluster as is looked at here. */
interface RaySpec {
  readonly headGroupSpec: { readonly template: PodTemplate };
  readonly autoscalerOptions: Readonly<Record<string, unknown>>;
  readonly workerGroupSpecs: readonly { readonly groupName: string; readonly template: PodTemplate }[];
}

/** Options of the autoscaler that are fields of its container. */
const containerFields = ["env", "imagePullPolicy", "resources", "securityContext", "volumeMounts"];

/** Templates of the pods of a Ray cluster. */
export interface RayTemplates {
  readonly head: PodTemplate;
  /** By the name of the group. */
  readonly workers: Readonly<Record<string, PodTemplate>>;
}

/**
 * Templates as KubeRay completes those of a RayCluster: its labels, the autoscaler beside the head, and what waits for
 * the head before a worker starts.
 *
 * Source: https://github.com/ray-project/kuberay/blob/master/ray-operator/controllers/ray/common/pod.go
 */
export function rayTemplates(rayCluster: KubernetesObject): RayTemplates {
  const { name } = rayCluster.metadata;
  const { headGroupSpec, autoscalerOptions, workerGroupSpecs } = rayCluster["spec"] as RaySpec;
  const labelled = (nodeType: string, group: string): Readonly<Record<string, string>> => ({
    "ray.io/cluster": name,
    "ray.io/node-type": nodeType,
    "ray.io/group": group,
    "ray.io/is-ray-node": "yes",
    "app.kubernetes.io/name": "kuberay",
    "app.kubernetes.io/created-by": "kuberay-operator",
  });
  const { template: head } = headGroupSpec;
  const fields = Object.entries(autoscalerOptions).filter(([field]) => containerFields.includes(field));
  const image = head.spec.containers[0]?.image ?? "";
  const autoscaler: Container = { name: "autoscaler", image, ...Object.fromEntries(fields) };
  return {
    head: {
      metadata: { ...head.metadata, labels: labelled("head", "headgroup") },
      spec: { ...head.spec, containers: [...head.spec.containers, autoscaler] },
    },
    workers: Object.fromEntries(
      workerGroupSpecs.map(({ groupName, template }) => [
        groupName,
        {
          metadata: { ...template.metadata, labels: labelled("worker", groupName) },
          spec: { ...template.spec, initContainers: [waitsForHead(template)] },
        },
      ]),
    ),
  };
}

function waitsForHead({ spec }: PodTemplate): object {
  const [{ image, securityContext } = { image: "", securityContext: {} }] = spec.containers;
  const resources = { cpu: "200m", memory: "256Mi" };
  return {
    name: "wait-gcs-ready",
    image,
    securityContext,
    resources: { requests: resources, limits: resources },
  };
}

/** One pod of a template. */
export function podOf(
  { metadata, spec }: PodTemplate,
  place: { name: string; namespace: string },
): KubernetesObject {
  return { apiVersion: "v1", kind: "Pod", metadata: { ...metadata, ...place }, spec };
}

/** So many pods of a template, made again where one goes, as KubeRay does and, with other names, a Deployment. */
export function kept(
  { metadata, spec }: PodTemplate,
  place: { name: string; namespace: string },
  replicas: number,
): KubernetesObject {
  const { labels, ...others } = metadata;
  const selected = { ...labels, "test.plinth/kept": place.name };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: place,
    spec: {
      replicas,
      selector: { matchLabels: { "test.plinth/kept": place.name } },
      template: { metadata: { ...others, labels: selected }, spec },
    },
  };
}
