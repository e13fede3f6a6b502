/** The drill of a restore: what it makes, and how two states of it are compared. */

import type { ReadObject } from "../k8s/objects";
import { containerSecurityContext, podSecurityContext } from "../k8s/pod-security";

/** The label of all that a drill makes: its id, which nobody else knows before. */
export const DRILL_LABEL = "plinth.dev/drill";

/** Kinds that are compared, as kubectl names them: all that people write. What controllers make of them is theirs. */
export const comparedKinds = [
  "configmaps",
  "secrets",
  "serviceaccounts",
  "services",
  "persistentvolumeclaims",
  "deployments.apps",
] as const;

/** The Deployment that is waited for. */
export const DRILL_DEPLOYMENT = "known";

/** It waits, and does nothing else; in the version that kubelets of 1.36 start pods with. */
const PAUSE = "registry.k8s.io/pause:3.10.1";
/** It has a shell, for the pods that write to a volume and read it. */
const SHELL = "docker.io/library/busybox:1.37.0";

/** Any user but root. */
const USER = 65532;

/** Names of a drill's namespace and of its backup and restore. */
export function drillName(id: string): string {
  return `plinth-drill-${id}`;
}

/** What a drill is made of. */
export interface DrillPlan {
  readonly id: string;
  /** Text that only this drill has. */
  readonly text: string;
  /** Whether data on a volume is part of it. */
  readonly volumes: boolean;
}

/** The drill's own namespace. */
export function drillNamespace(id: string): ReadObject {
  const labels = {
    [DRILL_LABEL]: id,
    "pod-security.kubernetes.io/enforce": "restricted",
    "pod-security.kubernetes.io/enforce-version": "latest",
  };
  return { apiVersion: "v1", kind: "Namespace", metadata: { name: drillName(id), labels } };
}

/** The known objects in it. */
export function drillObjects({ id, text, volumes }: DrillPlan): readonly ReadObject[] {
  const metadata = { name: "known", namespace: drillName(id), labels: { [DRILL_LABEL]: id } };
  const app = { "plinth.dev/drill-app": "known" };
  const binary = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)).toString("base64");
  const objects: readonly ReadObject[] = [
    { apiVersion: "v1", kind: "ServiceAccount", metadata, automountServiceAccountToken: false },
    { apiVersion: "v1", kind: "ConfigMap", metadata, data: { text }, binaryData: { bytes: binary } },
    { apiVersion: "v1", kind: "Secret", metadata, type: "Opaque", stringData: { text }, immutable: true },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata,
      spec: { type: "ClusterIP", selector: app, ports: [{ name: "http", port: 80, targetPort: 8080 }] },
    },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { ...metadata, name: DRILL_DEPLOYMENT },
      spec: {
        replicas: 1,
        selector: { matchLabels: app },
        template: { metadata: { labels: app }, spec: podSpec({ name: "wait", image: PAUSE }) },
      },
    },
  ];
  const claim: ReadObject = {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata,
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
  };
  return volumes ? [...objects, claim] : objects;
}

/** A pod that writes the drill's text to the volume, or ends well only where it is there. */
export function volumePod({ id, text }: DrillPlan, what: "write" | "read"): ReadObject {
  const script = {
    write: 'printf %s "$TEXT" > /data/known && sync',
    read: 'test "$(cat /data/known)" = "$TEXT"',
  }[what];
  const container = {
    name: what,
    image: SHELL,
    command: ["sh", "-c", script],
    env: [{ name: "TEXT", value: text }],
    volumeMounts: [{ name: "data", mountPath: "/data" }],
  };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: what, namespace: drillName(id), labels: { [DRILL_LABEL]: id } },
    spec: {
      ...podSpec(container),
      restartPolicy: "Never",
      volumes: [{ name: "data", persistentVolumeClaim: { claimName: "known" } }],
    },
  };
}

function podSpec(container: object) {
  const resources = { requests: { cpu: "10m", memory: "16Mi" }, limits: { memory: "32Mi" } };
  return {
    automountServiceAccountToken: false,
    securityContext: podSecurityContext(USER, USER),
    containers: [{ ...container, resources, securityContext: containerSecurityContext() }],
  };
}
