/** The pod that waits for ever, so that no other pod with a GPU has to wait for nodes. */

import { containerSecurityContext, podSecurityContext } from "./pod-security";
import { PLACEHOLDER_PRIORITY } from "./priorities";

/** Namespace and name of the pod and of what keeps it. */
export const GPU_PRIMER = "gpu-primer";

const labels = { "app.kubernetes.io/name": GPU_PRIMER } as const;

/** The container of every pod of Kubernetes; this one never starts. */
const IMAGE = "registry.k8s.io/pause:3.10.1";

/** What the program would answer to. */
const probe = { exec: { command: ["/pause", "-v"] } };

/** Nobody: the pod never runs. */
const USER = 65_535;

/**
 * A ReplicaSet with one pod of one GPU for which no node will ever do.
 *
 * Cluster Autoscaler acts on pending pods with GPUs once the oldest of them is 30 seconds old, so that one that is
 * always older lifts the wait for all. It is counted as pending, as its priority is not below -10; it adds no node, as
 * no pool's nodes have the label that it asks for; and it takes nobody's place and holds no node back, as it is on none.
 *
 * A Deployment that is never ready would hold up whoever waits for one, and raise alerts.
 *
 * @see https://github.com/kubernetes/autoscaler/blob/cluster-autoscaler-1.36.1/cluster-autoscaler/core/static_autoscaler.go
 */
export function gpuPrimer() {
  const metadata = { name: GPU_PRIMER, namespace: GPU_PRIMER, labels };
  return {
    apiVersion: "apps/v1" as const,
    kind: "ReplicaSet" as const,
    metadata: { ...metadata, annotations: { "pulumi.com/skipAwait": "true" } },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: primerPod() },
    },
  };
}

function primerPod() {
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    priorityClassName: PLACEHOLDER_PRIORITY,
    terminationGracePeriodSeconds: 0,
    nodeSelector: { "plinth.dev/gpu-primer": "no-node-has-this-label" },
    securityContext: podSecurityContext(USER, USER),
    containers: [
      {
        name: "pause",
        image: IMAGE,
        imagePullPolicy: "IfNotPresent",
        resources: {
          requests: { cpu: "1m", memory: "1Mi", "nvidia.com/gpu": "1" },
          limits: { memory: "1Mi", "nvidia.com/gpu": "1" },
        },
        // Never asked; every container of the platform has them.
        livenessProbe: probe,
        readinessProbe: probe,
        securityContext: containerSecurityContext(),
      },
    ],
  };
}
