/** The RayCluster of the platform. */

import { rayVersion } from "../../fleet/chart-versions";
import {
  RAY_CLUSTER,
  RAY_HEAD_ACCOUNT,
  RAY_NAMESPACE,
  RAY_PORTS,
  RAY_REDIS,
  RAY_SERVICE_LABEL,
  RAY_WORKER_ACCOUNT,
  REDIS_PORT,
  SERVE_PORT,
} from "./names";
import { containerSecurityContext } from "../pod-security";
import { rayTimes, stays } from "../autoscaling";
import { BATCH_PRIORITY, PLATFORM_PRIORITY } from "../priorities";
import type { PriorityName } from "../priorities";
import type { RayPlan, WorkerGroup } from "./plan";
import { environment, nodeSelector, securityContext, resourcesOf, temporary, tolerationsOf } from "./pods";

/** Where programs in a pod look for the API server's token. */
const API_TOKEN = { name: "kube-api", mountPath: "/var/run/secrets/kubernetes.io/serviceaccount" } as const;

/** The object, as both Pulumi and Flux apply it. */
export function rayCluster(plan: RayPlan) {
  return {
    apiVersion: "ray.io/v1",
    kind: "RayCluster",
    metadata: {
      name: RAY_CLUSTER,
      namespace: RAY_NAMESPACE,
      annotations: {
        "pulumi.com/waitFor": "jsonpath={.status.state}=ready",
        // The autoscaler writes into the list of groups, and Kubernetes knows one owner of a whole list.
        "pulumi.com/patchForce": "true",
      },
    },
    spec: {
      ...raySpec(plan, { head: PLATFORM_PRIORITY }),
      // Without this, KubeRay leaves every pod as it is when an image or a size changes.
      upgradeStrategy: { type: "Recreate" },
      gcsFaultToleranceOptions: gcsFaultTolerance(),
    },
  };
}

/** Keeps the state of a cluster in Redis, under the cluster's own id, so that no two have the same. */
export function gcsFaultTolerance() {
  return {
    backend: "redis",
    redisAddress: `${RAY_REDIS}:${String(REDIS_PORT)}`,
    redisPassword: { valueFrom: { secretKeyRef: { name: RAY_REDIS, key: "password" } } },
  };
}

/** In what the platform's cluster, those of jobs and those of services differ. */
export interface RayPods {
  /** Priority of the head. Without it a cluster ends, and work can be done again. */
  readonly head: PriorityName;
  /** Priority of the workers. @default they can wait */
  readonly workers?: PriorityName;
  /** Name of the service that the cluster is for. @default none: nothing is served */
  readonly service?: string;
}

/** What all clusters have in common: they scale themselves, and ask for a token. */
export function raySpec(plan: RayPlan, pods: RayPods) {
  return {
    rayVersion,
    authOptions: { mode: "token" },
    enableInTreeAutoscaling: true,
    autoscalerOptions: autoscaler(plan),
    headGroupSpec: head(plan, pods),
    workerGroupSpecs: plan.groups.map((group) => workers(group, pods)),
  };
}

/** Metadata of a pod. Only Ray knows what runs in it, and takes idle workers away itself. */
function metadataOf({ service }: RayPods) {
  return { ...(service !== undefined && { labels: { [RAY_SERVICE_LABEL]: service } }), annotations: stays };
}

/** The autoscaler beside the head: it alone has a token of the API server, not the programs that run on the head. */
function autoscaler({ idleTimeoutSeconds }: RayPlan) {
  return {
    version: "v2",
    upscalingMode: "Default",
    idleTimeoutSeconds,
    imagePullPolicy: "IfNotPresent",
    env: [...environment],
    volumeMounts: [temporary.mount, { ...API_TOKEN, readOnly: true }],
    resources: { requests: { cpu: "500m", memory: "1Gi" }, limits: { memory: "1Gi" } },
    securityContext: containerSecurityContext(),
  };
}

function head({ image, head: size }: RayPlan, pods: RayPods) {
  // By its name KubeRay knows the port for its Service of what is served.
  const ports = { ...RAY_PORTS, ...(pods.service !== undefined && { serve: SERVE_PORT }) };
  return {
    serviceType: "ClusterIP",
    enableIngress: false,
    rayStartParams: { "num-cpus": "0", "dashboard-host": "0.0.0.0" },
    template: {
      metadata: metadataOf(pods),
      spec: {
        serviceAccountName: RAY_HEAD_ACCOUNT,
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        priorityClassName: pods.head,
        securityContext,
        nodeSelector,
        containers: [
          {
            name: "ray-head",
            image,
            imagePullPolicy: "IfNotPresent",
            ports: Object.entries(ports).map(([name, containerPort]) => ({ name, containerPort })),
            env: [...environment],
            resources: resourcesOf(size),
            securityContext: containerSecurityContext(),
            volumeMounts: [temporary.mount],
          },
        ],
        volumes: [temporary.volume, apiToken()],
      },
    },
  };
}

/** What a service account's own volume would hold, for one container instead of all. */
function apiToken() {
  return {
    name: API_TOKEN.name,
    projected: {
      sources: [
        { serviceAccountToken: { path: "token", expirationSeconds: 3600 } },
        { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
        { downwardAPI: { items: [{ path: "namespace", fieldRef: { fieldPath: "metadata.namespace" } }] } },
      ],
    },
  };
}

/** What ends a worker; first a pause in which no node sends requests to a pod that goes any more. */
function stopOf({ service }: RayPods): string {
  return service === undefined ? "ray stop" : `sleep ${String(rayTimes.servePauseSeconds)}; ray stop`;
}

/** One group; the number of its workers is the autoscaler's. */
function workers({ name, image, min, max, size }: WorkerGroup, pods: RayPods) {
  return {
    groupName: name,
    minReplicas: min,
    maxReplicas: max,
    rayStartParams: {},
    template: {
      metadata: metadataOf(pods),
      spec: {
        serviceAccountName: RAY_WORKER_ACCOUNT,
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        priorityClassName: pods.workers ?? BATCH_PRIORITY,
        // A spot node is taken away two minutes after it is told so.
        terminationGracePeriodSeconds: rayTimes.graceSeconds,
        securityContext,
        nodeSelector,
        tolerations: tolerationsOf(size),
        containers: [
          {
            name: "ray-worker",
            image,
            imagePullPolicy: "IfNotPresent",
            env: [...environment],
            resources: resourcesOf(size),
            securityContext: containerSecurityContext(),
            volumeMounts: [temporary.mount],
            // Ray moves the worker's objects and starts its tasks elsewhere, instead of finding it gone.
            lifecycle: { preStop: { exec: { command: ["/bin/sh", "-c", stopOf(pods)] } } },
          },
        ],
        volumes: [temporary.volume],
      },
    },
  };
}
