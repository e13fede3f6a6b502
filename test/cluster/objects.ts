/** Small Kubernetes objects for tests. */

import type { KubernetesObject } from "./control-plane/cluster";

/** A namespace. */
export function namespace(name: string, labels: Readonly<Record<string, string>> = {}): KubernetesObject {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
}

/** What an object is called and where it is. */
export interface Place {
  readonly name: string;
  readonly namespace: string;
}

/** Spec of a pod with one container that asks for a little. */
export function podSpec({
  requests = { cpu: "100m", memory: "64Mi" },
  ...more
}: {
  /** What the container asks for, and may use. */
  readonly requests?: Readonly<Record<string, string>>;
  /** Anything else of a pod's spec. */
  readonly [field: string]: unknown;
} = {}): Record<string, unknown> {
  return {
    containers: [{ name: "main", image: "example.test/main:1", resources: { requests, limits: requests } }],
    ...more,
  };
}

/** A pod. */
export function pod({ name, namespace }: Place, spec = podSpec()): KubernetesObject {
  return { apiVersion: "v1", kind: "Pod", metadata: { name, namespace, labels: { app: name } }, spec };
}

/** A deployment whose pods have the label `app` with its name. */
export function deployment({ name, namespace }: Place, replicas: number, spec = podSpec()): KubernetesObject {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec },
    },
  };
}

/**
 * A default StorageClass with volumes that are there already: nothing provisions any on simulated nodes.
 *
 * @param count number of volumes, each larger than any claim of the platform.
 */
export function volumes(count: number): KubernetesObject[] {
  const name = "on-hand";
  const storageClass: KubernetesObject = {
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    metadata: { name, annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
    provisioner: "kubernetes.io/no-provisioner",
    volumeBindingMode: "WaitForFirstConsumer",
  };
  const volume = (index: number): KubernetesObject => ({
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name: `${name}-${index}` },
    spec: {
      capacity: { storage: "16Ti" },
      accessModes: ["ReadWriteOnce"],
      storageClassName: name,
      hostPath: { path: `/volumes/${index}` },
    },
  });
  return [storageClass, ...Array.from({ length: count }, (_, index) => volume(index))];
}
