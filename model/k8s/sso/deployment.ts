/** The pods of Authelia, with its volume and its Service. */

import { PLATFORM_PRIORITY } from "../priorities";
import { containerSecurityContext, podSecurityContext } from "../pod-security";
import { CONFIGURATION_FILE } from "./configuration";
import {
  AUTHELIA,
  autheliaFolders,
  autheliaImage,
  autheliaPorts,
  autheliaSecrets,
  DOMAIN_VARIABLE,
  hostVariables,
  secretClients,
  SHARED_REPLICAS,
  SSO_NAMESPACE,
} from "./names";
import type { SharedState, SsoSettings } from "./names";
import { authoritiesOf, statePasswords } from "./state";

/** What the pods are made from; hosts may be known only later. */
export interface AutheliaPods<Host = string> extends SsoSettings<Host> {
  readonly domain: string;
  /** What stands for the content of the configuration: with another one the pod is replaced. */
  readonly configurationHash: string;
}

const metadata = { name: AUTHELIA, namespace: SSO_NAMESPACE };
/** Labels of its pods. */
export const autheliaLabels = { "app.kubernetes.io/name": AUTHELIA } as const;

/** Its user in the cluster; it needs no name. */
const USER = 10002;

/** Of the volume: second factors and what a person agreed to take little room. */
const VOLUME_GIB = 1;

/** The claim of its volume. */
export function autheliaClaim(storageClass: string | undefined) {
  return {
    metadata,
    spec: {
      accessModes: ["ReadWriteOnce"],
      ...(storageClass !== undefined && { storageClassName: storageClass }),
      resources: { requests: { storage: `${String(VOLUME_GIB)}Gi` } },
    },
  };
}

/** Its Service: the gateway's proxies alone reach it. */
export const autheliaService = {
  metadata: { ...metadata, labels: autheliaLabels, annotations: { "pulumi.com/skipAwait": "true" } },
  spec: {
    type: "ClusterIP",
    selector: autheliaLabels,
    ports: [
      { name: "http", port: autheliaPorts.http, targetPort: "http", protocol: "TCP" },
      { name: "metrics", port: autheliaPorts.metrics, targetPort: "metrics", protocol: "TCP" },
    ],
  },
};

/** Where pods share their state, one of them may be taken away at a time. */
export const autheliaBudget = {
  metadata,
  spec: { minAvailable: 1, selector: { matchLabels: autheliaLabels } },
} as const;

/** How many pods there are, and how others come in their place. */
function rolling(shared: boolean) {
  if (!shared)
    // One writer of the SQLite file: the old pod goes before the new one comes.
    return { replicas: 1, strategy: { type: "Recreate" } };
  const rollingUpdate = { maxUnavailable: 0, maxSurge: 1 };
  return { replicas: SHARED_REPLICAS, strategy: { type: "RollingUpdate", rollingUpdate } };
}

/** Its Deployment. */
export function autheliaDeployment<Host>(settings: AutheliaPods<Host>) {
  const { replicas, strategy } = rolling(settings.storage !== undefined);
  return {
    metadata: {
      ...metadata,
      labels: autheliaLabels,
      // It is ready once somebody has made the Secret with the users. `pulumi up` does not wait for that.
      annotations: { "pulumi.com/skipAwait": "true" },
    },
    spec: {
      replicas,
      revisionHistoryLimit: 5,
      strategy,
      selector: { matchLabels: autheliaLabels },
      template: {
        metadata: {
          labels: autheliaLabels,
          annotations: { "plinth.dev/configuration": settings.configurationHash },
        },
        spec: podSpec(settings),
      },
    },
  };
}

/** Pods that share their state are in zones and on nodes of their own where there are enough. */
function placement({ storage }: SsoSettings<unknown>) {
  if (storage === undefined) return {};
  const labelSelector = { matchLabels: autheliaLabels };
  const spread = (topologyKey: string) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector,
  });
  const podAffinityTerm = { topologyKey: "kubernetes.io/hostname", labelSelector };
  return {
    affinity: {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm }],
      },
    },
    topologySpreadConstraints: [spread("topology.kubernetes.io/zone"), spread("kubernetes.io/hostname")],
  };
}

/** Files that Authelia writes: its SQLite file, and codes where no server sends mail. */
function dataVolume({ storage }: SsoSettings<unknown>) {
  if (storage === undefined) return { name: "data", persistentVolumeClaim: { claimName: AUTHELIA } };
  return { name: "data", emptyDir: { sizeLimit: "16Mi" } };
}

function podSpec<Host>(settings: AutheliaPods<Host>) {
  const authorities = authoritiesOf(settings.storage);
  return {
    serviceAccountName: AUTHELIA,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    priorityClassName: PLATFORM_PRIORITY,
    securityContext: podSecurityContext(USER, USER),
    ...placement(settings),
    containers: [container(settings)],
    volumes: [
      { name: "configuration", configMap: { name: AUTHELIA } },
      dataVolume(settings),
      {
        name: "secrets",
        secret: {
          secretName: AUTHELIA,
          defaultMode: 0o440,
          // What a client has in clear is for the client alone.
          items: [...Object.keys(autheliaSecrets), ...secretClients.map((key) => `${key}-digest`)].map(
            (key) => ({ key, path: key }),
          ),
        },
      },
      secretVolume("signing", "authelia-oidc", "tls.key"),
      ...settingsSecrets(settings).map(({ name, secret, key }) => secretVolume(name, secret, key)),
      ...(authorities.length === 0
        ? []
        : [{ name: "authorities", projected: { defaultMode: 0o440, sources: authorities } }]),
    ],
  };
}

function secretVolume(name: string, secretName: string, key: string) {
  return { name, secret: { secretName, defaultMode: 0o440, items: [{ key, path: key }] } };
}

interface SettingsSecret {
  readonly name: "users" | "directory" | "mail" | "postgres" | "redis";
  readonly secret: string;
  readonly key: string;
  /** Variable that says where the file is. @default the configuration does */
  readonly variable?: string;
}

/** Secrets that Authelia does not make for itself, and the config names. */
function settingsSecrets({
  usersSecret,
  ldap,
  smtp,
  storage,
}: SsoSettings<unknown>): readonly SettingsSecret[] {
  return [
    ...(usersSecret === undefined ? [] : [{ name: "users", secret: usersSecret, key: "users.yml" } as const]),
    ...(ldap === undefined
      ? []
      : [
          {
            name: "directory",
            secret: ldap.passwordSecret,
            key: "password",
            variable: "AUTHELIA_AUTHENTICATION_BACKEND_LDAP_PASSWORD_FILE",
          } as const,
        ]),
    ...(smtp?.passwordSecret === undefined
      ? []
      : [
          {
            name: "mail",
            secret: smtp.passwordSecret,
            key: "password",
            variable: "AUTHELIA_NOTIFIER_SMTP_PASSWORD_FILE",
          } as const,
        ]),
    ...statePasswords(storage),
  ];
}

/** Where the servers are. */
function hosts<Host>(storage: SharedState<Host> | undefined) {
  if (storage === undefined) return [];
  return [
    { name: hostVariables.postgres, value: storage.postgres.host },
    { name: hostVariables.redis, value: storage.redis.host },
  ];
}

function container<Host>(settings: AutheliaPods<Host>) {
  const probe = { httpGet: { path: "/api/health", port: "http" }, timeoutSeconds: 5 };
  const mount = (name: string, mountPath: string) => ({ name, mountPath, readOnly: true });
  const made = settingsSecrets(settings);
  return {
    name: AUTHELIA,
    image: autheliaImage,
    imagePullPolicy: "IfNotPresent",
    // The image's own start would change to another user.
    command: ["authelia"],
    args: [
      "--config",
      `${autheliaFolders.configuration}/${CONFIGURATION_FILE}`,
      "--config.experimental.filters",
      "template",
    ],
    ports: [
      { name: "http", containerPort: autheliaPorts.http, protocol: "TCP" },
      { name: "metrics", containerPort: autheliaPorts.metrics, protocol: "TCP" },
    ],
    env: [
      { name: DOMAIN_VARIABLE, value: settings.domain },
      ...hosts(settings.storage),
      // It would write a file beside its program.
      { name: "AUTHELIA_SERVER_DISABLE_HEALTHCHECK", value: "true" },
      ...Object.entries(autheliaSecrets).map(([key, name]) => ({
        name,
        value: `${autheliaFolders.secrets}/${key}`,
      })),
      ...made.flatMap(({ name, key, variable }) =>
        variable === undefined ? [] : [{ name: variable, value: `${autheliaFolders[name]}/${key}` }],
      ),
    ],
    livenessProbe: { ...probe, periodSeconds: 20, failureThreshold: 3 },
    readinessProbe: { ...probe, periodSeconds: 5, failureThreshold: 2 },
    securityContext: containerSecurityContext(),
    // A password is checked with 64 MiB (argon2id), and several people sign in at once.
    resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "1Gi" } },
    volumeMounts: [
      mount("configuration", autheliaFolders.configuration),
      { name: "data", mountPath: autheliaFolders.data },
      mount("secrets", autheliaFolders.secrets),
      mount("signing", autheliaFolders.signing),
      ...made.map(({ name }) => mount(name, autheliaFolders[name])),
      ...(authoritiesOf(settings.storage).length === 0
        ? []
        : [mount("authorities", autheliaFolders.authorities)]),
    ],
  };
}
