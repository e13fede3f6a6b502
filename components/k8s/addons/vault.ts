/** Vault: secrets, in three servers that agree; on AWS they unseal themselves with the stack's own key. */

import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { keyAlias } from "../../../model/eks/scope";
import { DEVTOOLS_NAMESPACE } from "../../../model/k8s/devtools";
import { flowLabels } from "../../../model/k8s/flow-jobs";
import { prometheusPods } from "../../../model/k8s/observability";
import { containerSecurityContext, podSecurityContext } from "../../../model/k8s/pod-security";
import { PLATFORM_PRIORITY } from "../../../model/k8s/priorities";
import type { PriorityName } from "../../../model/k8s/priorities";
import { API_SERVER } from "../../../model/k8s/traffic";
import {
  RELOAD_SCRIPT,
  VAULT_NAMESPACE as namespace,
  VAULT_METRICS,
  VAULT_REPLICAS,
  VAULT_TLS,
  VAULT_TLS_FOLDER,
  vaultAccess,
  vaultCertificates,
  vaultConfig,
  vaultImage,
  vaultLabels,
  vaultPorts,
  vaultServerUrl,
  vaultUser,
} from "../../../model/k8s/vault";
import type { AddonContext } from "../addon";
import { createInTurn } from "../custom-resources";
import { createNetworkPolicies, dnsEgress, namespaceNamed, namespacesWith } from "../network-policies";
import { createRelease } from "../release";
import { resources } from "../volumes";
import type { Resources } from "../volumes";
import { allowPodIdentity, roleAnnotations } from "../workload-identity";

type Mounts = readonly { readonly name: string; readonly mountPath: string; readonly readOnly?: boolean }[];
type ContainerSecurity = ReturnType<typeof containerSecurityContext>;

/** Values of the chart that the platform sets. */
export interface VaultValues {
  readonly global: { readonly tlsDisable: boolean };
  readonly injector: { readonly enabled: boolean };
  readonly server: {
    readonly image: { readonly repository: string; readonly tag: string };
    readonly priorityClassName: PriorityName;
    readonly resources: Resources;
    readonly logFormat: "json";
    readonly shareProcessNamespace: boolean;
    readonly extraContainers: readonly object[];
    readonly extraPorts: readonly { readonly name: string; readonly containerPort: number }[];
    readonly readinessProbe: { readonly path: string };
    readonly livenessProbe: { readonly enabled: boolean; readonly path: string };
    readonly extraEnvironmentVars: Readonly<Record<string, string>>;
    readonly volumes: readonly object[];
    readonly volumeMounts: Mounts;
    readonly topologySpreadConstraints: readonly object[];
    readonly dataStorage: { readonly size: string; readonly storageClass?: string };
    readonly serviceAccount?: { readonly annotations: Readonly<Record<string, pulumi.Input<string>>> };
    readonly ha: {
      readonly enabled: boolean;
      readonly replicas: number;
      readonly apiAddr: string;
      readonly raft: { readonly enabled: boolean; readonly setNodeId: boolean; readonly config: string };
    };
    readonly statefulSet: {
      readonly securityContext: {
        readonly pod: ReturnType<typeof podSecurityContext>;
        readonly container: ContainerSecurity;
      };
    };
  };
}

const tls = { name: "tls", mountPath: VAULT_TLS_FOLDER, readOnly: true } as const;
/** Where the chart mounts each server's volume. */
const DATA = "/vault/data";
const tmp = { name: "tmp", mountPath: "/tmp" } as const;

/** Sees a new certificate beside each server. */
const reloader = {
  name: "reload-certificate",
  image: vaultImage,
  command: ["sh", "-ec", RELOAD_SCRIPT],
  resources: resources("5m", "16Mi", "32Mi"),
  securityContext: containerSecurityContext(),
  volumeMounts: [tls],
};

/** The chart keeps servers on nodes of their own; they are in zones of their own where there are enough. */
const zones = {
  maxSkew: 1,
  topologyKey: "topology.kubernetes.io/zone",
  whenUnsatisfiable: "ScheduleAnyway",
  labelSelector: { matchLabels: { ...vaultLabels } },
};

/** On AWS the key is named by its alias, so that the configuration is known before the key is made. */
function configOf(cluster: AddonContext["cluster"]): string {
  if (cluster.kind !== "eks") return vaultConfig();
  const { region } = cluster.scope;
  return vaultConfig({ region, kmsKeyId: keyAlias(cluster.scope, "vault") });
}

function accountOf(cluster: AddonContext["cluster"]): Pick<VaultValues["server"], "serviceAccount"> {
  if (cluster.kind !== "eks" || !cluster.irsaWorkloads.includes("vault")) return {};
  return { serviceAccount: { annotations: roleAnnotations(cluster, "vault") } };
}

function serverOf({ config, cluster }: AddonContext): VaultValues["server"] {
  const at = vaultImage.lastIndexOf(":");
  const { vault, storageClass } = config;
  return {
    image: { repository: vaultImage.slice(0, at), tag: vaultImage.slice(at + 1) },
    priorityClassName: PLATFORM_PRIORITY,
    resources: resources("250m", "256Mi", "1Gi"),
    logFormat: "json",
    shareProcessNamespace: true,
    extraContainers: [reloader],
    extraPorts: [{ name: VAULT_METRICS, containerPort: vaultPorts.metrics }],
    // Ready is who is unsealed, also while another one answers.
    readinessProbe: { path: "/v1/sys/health?standbyok=true" },
    // A server that is sealed or not initialised waits for people, and is well.
    livenessProbe: {
      enabled: true,
      path: "/v1/sys/health?standbyok=true&sealedcode=204&uninitcode=204",
    },
    extraEnvironmentVars: {
      VAULT_CACERT: `${VAULT_TLS_FOLDER}/ca.crt`,
      // A snapshot that is restored is unpacked here; /tmp is memory.
      TMPDIR: DATA,
    },
    volumes: [
      { name: tls.name, secret: { secretName: VAULT_TLS, defaultMode: 0o440 } },
      { name: tmp.name, emptyDir: { medium: "Memory", sizeLimit: "16Mi" } },
    ],
    volumeMounts: [tls, tmp],
    topologySpreadConstraints: [zones],
    dataStorage: {
      size: `${String(vault.volumeGiB)}Gi`,
      ...(storageClass !== undefined && { storageClass }),
    },
    ...accountOf(cluster),
    ha: {
      enabled: true,
      replicas: VAULT_REPLICAS,
      apiAddr: vaultServerUrl,
      raft: { enabled: true, setNodeId: true, config: configOf(cluster) },
    },
    statefulSet: {
      securityContext: {
        pod: podSecurityContext(vaultUser.user, vaultUser.group),
        container: containerSecurityContext(),
      },
    },
  };
}

const pods = { podSelector: { matchLabels: { ...vaultLabels } } };
const tcp = (...numbers: readonly number[]) => numbers.map((port) => ({ port, protocol: "TCP" }));

/** Nothing reaches the namespace and nothing leaves it but what stands here. */
const policies: Readonly<Record<string, types.input.networking.v1.NetworkPolicySpec>> = {
  vault: {
    ...pods,
    policyTypes: ["Ingress", "Egress"],
    ingress: [
      {
        from: [
          namespaceNamed("envoy-gateway-system"),
          namespaceNamed("external-secrets"),
          { ...namespaceNamed(DEVTOOLS_NAMESPACE), podSelector: { matchLabels: { ...flowLabels } } },
          // A namespace whose pods ask Vault themselves carries this label.
          namespacesWith(vaultAccess),
        ],
        ports: tcp(vaultPorts.api),
      },
      { from: [pods], ports: tcp(vaultPorts.api, vaultPorts.cluster) },
      { from: [prometheusPods], ports: tcp(vaultPorts.metrics) },
    ],
    egress: [
      dnsEgress,
      { to: [pods], ports: tcp(vaultPorts.api, vaultPorts.cluster) },
      // The API server, which no selector finds: it says whose a token is. On AWS the key that unseals.
      { ports: tcp(...API_SERVER) },
    ],
  },
};

/** Three servers, their certificates, and what they may talk to. */
export class Vault extends pulumi.ComponentResource {
  constructor(name: string, context: AddonContext, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:Vault", name, {}, options);
    const { cluster } = context;
    createNetworkPolicies(name, namespace, policies, { parent: this });
    const parts = vaultCertificates.map(
      (object) => [`${object.kind.toLowerCase()}-${object.metadata.name}`, object] as const,
    );
    const certificates = createInTurn(name, Object.fromEntries(parts), { parent: this });
    const values: VaultValues = {
      global: { tlsDisable: false },
      // Pods get secrets by External Secrets, or ask Vault themselves.
      injector: { enabled: false },
      server: serverOf(context),
    };
    createRelease(name, { chart: "vault", namespace, values }, { parent: this, dependsOn: certificates });
    if (cluster.kind === "eks")
      allowPodIdentity(name, cluster, { id: "vault", podLabels: vaultLabels }, { parent: this });
    this.registerOutputs({});
  }
}
