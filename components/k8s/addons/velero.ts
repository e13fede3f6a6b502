/** Velero: backups of the cluster's objects and volumes, by schedule and on demand. */

import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy";
import * as pulumi from "@pulumi/pulumi";
import type { ServicesConfig } from "../../../model/config";
import { bucketName, keyAlias } from "../../../model/eks/scope";
import {
  awsPluginImage,
  BACKUP_LOCATION,
  BACKUP_NAMESPACE as namespace,
  backupCredentials,
  credentialProperties,
  fullSchedule,
  objectsSchedule,
  volumePoliciesMap,
} from "../../../model/k8s/backup";
import { containerSecurityContext, podSecurityContext } from "../../../model/k8s/pod-security";
import { PLATFORM_PRIORITY } from "../../../model/k8s/priorities";
import { API_SERVER } from "../../../model/k8s/traffic";
import type { AddonContext, EksFacts } from "../addon";
import { createRelease } from "../release";
import { resources } from "../volumes";
import type { Resources } from "../volumes";
import { allowPodIdentity, roleAnnotations } from "../workload-identity";

/** Values of the chart that the platform sets. */
export interface VeleroValues {
  readonly initContainers: readonly object[];
  readonly resources: Resources;
  readonly upgradeJobResources: Resources;
  readonly podSecurityContext: ReturnType<typeof podSecurityContext>;
  readonly containerSecurityContext: ReturnType<typeof containerSecurityContext>;
  readonly priorityClassName: string;
  readonly credentials: { readonly useSecret: boolean };
  readonly serviceAccount?: {
    readonly server: { readonly annotations: Readonly<Record<string, pulumi.Input<string>>> };
  };
  readonly configuration: {
    readonly backupStorageLocation: readonly [];
    readonly volumeSnapshotLocation: readonly [];
    readonly features?: string;
  };
  readonly deployNodeAgent: boolean;
  readonly schedules: Readonly<Record<"objects" | "full", ReturnType<typeof objectsSchedule>>>;
}

/** Any user but root: the images have none that they need. */
const USER = 65532;

/** The labels of the server's pods. */
const podLabels = { "app.kubernetes.io/name": "velero" };

function valuesOf({ config: { backup }, cluster }: AddonContext): VeleroValues {
  const isEks = cluster.kind === "eks";
  const byAnnotation = isEks && cluster.irsaWorkloads.includes("velero");
  const csi = backup.volumes === "csi";
  return {
    initContainers: [
      {
        name: "velero-plugin-for-aws",
        image: awsPluginImage,
        resources: resources("50m", "64Mi", "128Mi"),
        securityContext: containerSecurityContext(),
        volumeMounts: [{ mountPath: "/target", name: "plugins" }],
      },
    ],
    // Lists of all objects of a large cluster are held in memory while a backup is made.
    resources: resources("250m", "256Mi", "1Gi"),
    upgradeJobResources: resources("50m", "64Mi", "256Mi"),
    podSecurityContext: podSecurityContext(USER, USER),
    containerSecurityContext: containerSecurityContext(),
    priorityClassName: PLATFORM_PRIORITY,
    // The location names its own; on AWS there is a role.
    credentials: { useSecret: false },
    ...(byAnnotation && { serviceAccount: { server: { annotations: roleAnnotations(cluster, "velero") } } }),
    configuration: {
      // Objects of their own, as each cluster has other ones; without these the chart would make one without a name.
      backupStorageLocation: [],
      volumeSnapshotLocation: [],
      ...(csi && { features: "EnableCSI" }),
    },
    // It reads the volumes of all pods as root on every node; snapshots need nobody on the nodes.
    deployNodeAgent: false,
    schedules: {
      objects: objectsSchedule(backup.objects),
      full: fullSchedule(backup.full, isEks || csi),
    },
  };
}

/** Velero with its CRDs and schedules, and the places that backups and snapshots go to. */
export class Velero extends pulumi.ComponentResource {
  constructor(name: string, context: AddonContext, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:Velero", name, {}, options);
    const { config, cluster } = context;
    // Without it the schedule's backups fail.
    const policies = new ConfigMap(`${name}-volume-policies`, structuredClone(volumePoliciesMap), {
      parent: this,
    });
    const release = createRelease(
      name,
      { chart: "velero", namespace, values: valuesOf(context) },
      { parent: this, dependsOn: [policies] },
    );
    const after = { parent: this, dependsOn: [release] };
    if (cluster.kind === "eks") createAwsPlaces(name, cluster, after);
    else createPlace(name, config.backup, after);
    this.registerOutputs({});
  }
}

/** The stack's bucket, which Velero's role writes to with the stack's key; snapshots stay in the region. */
function createAwsPlaces(name: string, cluster: EksFacts, options: pulumi.CustomResourceOptions): void {
  const { scope } = cluster;
  const { region } = scope;
  createLocation(
    name,
    {
      bucket: bucketName(scope, "velero"),
      config: { region, kmsKeyId: keyAlias(scope, "s3") },
    },
    options,
  );
  new CustomResource(
    `${name}-snapshots`,
    {
      apiVersion: "velero.io/v1",
      kind: "VolumeSnapshotLocation",
      metadata: { name: BACKUP_LOCATION, namespace },
      spec: { provider: "aws", config: { region } },
    },
    options,
  );
  allowPodIdentity(name, cluster, { id: "velero", podLabels }, options);
}

/** A bucket on any server that speaks S3, with the keys that External Secrets brings. */
function createPlace(
  name: string,
  { bucket, endpoint, region = "us-east-1", credentials }: ServicesConfig["backup"],
  options: pulumi.CustomResourceOptions,
): void {
  if (bucket === undefined || credentials === undefined) throw new Error("Backups have no place to go to.");
  const { name: secret, key } = backupCredentials;
  const { store, key: from } = credentials;
  const data = Object.values(credentialProperties).map((property) => ({
    secretKey: property,
    remoteRef: { key: from, property },
  }));
  const file = [
    "[default]",
    `aws_access_key_id={{ .${credentialProperties.id} }}`,
    `aws_secret_access_key={{ .${credentialProperties.key} }}`,
    "",
  ].join("\n");
  const keys = new CustomResource(
    `${name}-credentials`,
    {
      apiVersion: "external-secrets.io/v1",
      kind: "ExternalSecret",
      metadata: { name: secret, namespace },
      spec: {
        refreshInterval: "1h",
        secretStoreRef: { kind: "ClusterSecretStore", name: store },
        target: { name: secret, template: { data: { [key]: file } } },
        data,
      },
    },
    options,
  );
  // Servers of other makers do not know every checksum of AWS, and have buckets in paths, not in names of hosts.
  const other = endpoint && { s3Url: endpoint, s3ForcePathStyle: "true", checksumAlgorithm: "" };
  createLocation(
    name,
    { bucket, config: { region, ...other }, credential: { name: secret, key } },
    { ...options, dependsOn: [keys] },
  );
  if (endpoint !== undefined) allowServer(name, endpoint, options);
}

function createLocation(
  name: string,
  {
    bucket,
    ...spec
  }: {
    readonly bucket: string;
    readonly config: Readonly<Record<string, string>>;
    readonly credential?: { readonly name: string; readonly key: string };
  },
  options: pulumi.CustomResourceOptions,
): void {
  new CustomResource(
    name,
    {
      apiVersion: "velero.io/v1",
      kind: "BackupStorageLocation",
      metadata: { name: BACKUP_LOCATION, namespace },
      spec: { provider: "aws", default: true, accessMode: "ReadWrite", objectStorage: { bucket }, ...spec },
    },
    options,
  );
}

/** The way to a server on a port that the namespace does not let out. */
function allowServer(name: string, endpoint: string, options: pulumi.CustomResourceOptions): void {
  const { port, protocol } = new URL(endpoint);
  const number = Number(port || (protocol === "https:" ? 443 : 80));
  if (API_SERVER.some((open) => open === number)) return;
  new NetworkPolicy(
    `${name}-bucket`,
    {
      metadata: { name: "velero-bucket", namespace },
      spec: {
        podSelector: { matchLabels: { ...podLabels } },
        policyTypes: ["Egress"],
        egress: [{ ports: [{ protocol: "TCP", port: number }] }],
      },
    },
    options,
  );
}
