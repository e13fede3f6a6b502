/** Pods for the examples of the rules about them, in every kind that holds one. */

import type { FurtherExample, Inputs } from "./examples";

const image = "ghcr.io/example/app:1.4.2";

/** A pod with one container. */
export function pod(container: Inputs, spec: Inputs = {}): Inputs {
  return { spec: { ...spec, containers: [{ name: "app", image, ...container }] } };
}

/** The pod in a Deployment, as most of the examples have it. */
export function deployment(container: Inputs, spec: Inputs = {}): Inputs {
  return inTemplate(pod(container, spec));
}

/** The pod in a patch of a Deployment. */
export function patch(container: Inputs, spec: Inputs = {}): FurtherExample {
  return { type: "kubernetes:apps/v1:DeploymentPatch", inputs: deployment(container, spec) };
}

function inTemplate(template: Inputs): Inputs {
  return { spec: { template } };
}

function rayCluster(head: Inputs, worker: Inputs): Inputs {
  return { headGroupSpec: { template: head }, workerGroupSpecs: [{ template: worker }] };
}

/** The pod in every kind whose pods run until something ends them. */
export function lastingKinds(template: Inputs): Record<string, FurtherExample> {
  return {
    "a Pod": { type: "kubernetes:core/v1:Pod", inputs: template },
    "a ReplicationController": {
      type: "kubernetes:core/v1:ReplicationController",
      inputs: inTemplate(template),
    },
    "a Deployment of an old API": {
      type: "kubernetes:extensions/v1beta1:Deployment",
      inputs: inTemplate(template),
    },
    "a StatefulSet": { type: "kubernetes:apps/v1:StatefulSet", inputs: inTemplate(template) },
    "a DaemonSet": { type: "kubernetes:apps/v1:DaemonSet", inputs: inTemplate(template) },
    "a ReplicaSet": { type: "kubernetes:apps/v1:ReplicaSet", inputs: inTemplate(template) },
    "a list of Deployments": {
      type: "kubernetes:apps/v1:DeploymentList",
      inputs: { items: [{ spec: { replicas: 0 } }, inTemplate(template)] },
    },
  };
}

/** The pod in every other kind. A pod that is harmless stands beside it where there is room for two. */
export function otherKinds(template: Inputs, harmless: Inputs): Record<string, FurtherExample> {
  const headed = rayCluster(template, harmless);
  const worked = rayCluster(harmless, template);
  return {
    "a PodTemplate": { type: "kubernetes:core/v1:PodTemplate", inputs: { template } },
    "a Job": { type: "kubernetes:batch/v1:Job", inputs: inTemplate(template) },
    "a CronJob": {
      type: "kubernetes:batch/v1:CronJob",
      inputs: { spec: { jobTemplate: inTemplate(template) } },
    },
    "the head of a RayCluster": { type: "kubernetes:ray.io/v1:RayCluster", inputs: { spec: headed } },
    "the workers of a RayCluster": { type: "kubernetes:ray.io/v1:RayCluster", inputs: { spec: worked } },
    "the workers of a RayService": {
      type: "kubernetes:ray.io/v1:RayService",
      inputs: { spec: { rayClusterConfig: worked } },
    },
    "the workers of a RayJob": {
      type: "kubernetes:ray.io/v1:RayJob",
      inputs: { spec: { rayClusterSpec: worked } },
    },
    "the submitter of a RayJob": {
      type: "kubernetes:ray.io/v1:RayJob",
      inputs: { spec: { clusterSelector: { team: "search" }, submitterPodTemplate: template } },
    },
    "the workers of a RayCronJob": {
      type: "kubernetes:ray.io/v1:RayCronJob",
      inputs: { spec: { jobTemplate: { rayClusterSpec: worked } } },
    },
    "the submitter of a RayCronJob": {
      type: "kubernetes:ray.io/v1:RayCronJob",
      inputs: { spec: { jobTemplate: { submitterPodTemplate: template } } },
    },
    "the leader of a LeaderWorkerSet": leaderWorkerSet(template, harmless),
    "the workers of a LeaderWorkerSet": leaderWorkerSet(harmless, template),
  };
}

function leaderWorkerSet(leaderTemplate: Inputs, workerTemplate: Inputs): FurtherExample {
  return {
    type: "kubernetes:leaderworkerset.x-k8s.io/v1:LeaderWorkerSet",
    inputs: { spec: { leaderWorkerTemplate: { leaderTemplate, workerTemplate } } },
  };
}
