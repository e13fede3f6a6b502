/** The Redis that keeps the state of the Ray cluster while its head is gone. */

import { images } from "../../versions";
import { madeOnce } from "../generated-secrets";
import { containerSecurityContext, podSecurityContext } from "../pod-security";
import { PLATFORM_PRIORITY } from "../priorities";
import { RAY_NAMESPACE, RAY_REDIS, REDIS_PORT } from "./names";

const metadata = { name: RAY_REDIS, namespace: RAY_NAMESPACE } as const;

const labels = { "app.kubernetes.io/name": RAY_REDIS } as const;

/** User and group of Redis in its image. */
const REDIS_USER = 999;

/** Its configuration, a template of External Secrets: the password is in it. */
const CONFIG = `requirepass {{ .password }}
dir /data
appendonly yes
appendfsync everysec
save ""
maxmemory 384mb
maxmemory-policy noeviction
`;

/** Where the password comes from: made in the cluster, and known nowhere else. */
export const redisPassword = {
  apiVersion: "generators.external-secrets.io/v1alpha1",
  kind: "Password",
  metadata,
  spec: { length: 48, digits: 8, symbols: 0, noUpper: false, allowRepeat: true },
} as const;

/** The Secret with the password and the configuration. */
export const redisSecret = {
  apiVersion: "external-secrets.io/v1",
  kind: "ExternalSecret",
  metadata: { ...metadata, annotations: { "pulumi.com/waitFor": "condition=Ready" } },
  spec: {
    // Redis and Ray would not agree while a new one spreads.
    ...madeOnce(RAY_REDIS, { password: "{{ .password }}", "redis.conf": CONFIG }),
    dataFrom: [
      {
        sourceRef: {
          generatorRef: {
            apiVersion: "generators.external-secrets.io/v1alpha1",
            kind: "Password",
            name: RAY_REDIS,
          },
        },
      },
    ],
  },
} as const;

/** Its name in DNS; there is one pod behind it. */
export const redisService = {
  metadata,
  spec: {
    clusterIP: "None",
    selector: labels,
    ports: [{ name: "redis", port: REDIS_PORT, targetPort: "redis" }],
  },
};

/** One Redis with a volume: it writes each second what it has, so that it comes back with it. */
export function redisStatefulSet(storageClass: string | undefined) {
  return {
    metadata: { ...metadata, labels },
    spec: {
      replicas: 1,
      serviceName: RAY_REDIS,
      selector: { matchLabels: labels },
      // The state is of use to the cluster only, which goes first.
      persistentVolumeClaimRetentionPolicy: { whenDeleted: "Delete", whenScaled: "Retain" },
      template: { metadata: { labels }, spec: redisPod() },
      volumeClaimTemplates: [
        {
          metadata: { name: "data" },
          spec: {
            accessModes: ["ReadWriteOnce"],
            ...(storageClass !== undefined && { storageClassName: storageClass }),
            resources: { requests: { storage: "4Gi" } },
          },
        },
      ],
    },
  };
}

function redisPod() {
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    priorityClassName: PLATFORM_PRIORITY,
    securityContext: podSecurityContext(REDIS_USER, REDIS_USER),
    containers: [redisContainer()],
    volumes: [
      {
        name: "config",
        secret: {
          secretName: RAY_REDIS,
          // 0440
          defaultMode: 288,
          items: [{ key: "redis.conf", path: "redis.conf" }],
        },
      },
    ],
  };
}

function redisContainer() {
  return {
    name: "redis",
    image: images.redis.pull,
    imagePullPolicy: "IfNotPresent",
    command: ["redis-server", "/etc/redis/redis.conf"],
    ports: [{ name: "redis", containerPort: REDIS_PORT }],
    // What redis-cli logs in with, for the probe alone.
    env: [{ name: "REDISCLI_AUTH", valueFrom: { secretKeyRef: { name: RAY_REDIS, key: "password" } } }],
    resources: { requests: { cpu: "100m", memory: "512Mi" }, limits: { memory: "512Mi" } },
    securityContext: containerSecurityContext(),
    readinessProbe: {
      exec: { command: ["sh", "-c", 'test "$(redis-cli ping)" = PONG'] },
      periodSeconds: 5,
      timeoutSeconds: 3,
    },
    livenessProbe: { tcpSocket: { port: "redis" }, periodSeconds: 10, failureThreshold: 6 },
    volumeMounts: [
      { name: "config", mountPath: "/etc/redis", readOnly: true },
      { name: "data", mountPath: "/data" },
    ],
  };
}
