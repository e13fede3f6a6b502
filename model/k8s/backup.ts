/** Backups of a cluster by Velero: names, and what goes into them. */

/** Namespace of Velero. */
export const BACKUP_NAMESPACE = "velero";

/** The place that backups go to, and that of snapshots on AWS. */
export const BACKUP_LOCATION = "default";

/** The Secret with the keys of the bucket, on a cluster outside of AWS, and its key. */
export const backupCredentials = { name: "velero-bucket", key: "cloud" } as const;

/** What the secret in the store has: the two halves of a key of S3. */
export const credentialProperties = { id: "accessKeyId", key: "secretAccessKey" } as const;

/**
 * The plugin for S3 and EBS; 1.14 is for Velero 1.18.
 *
 * @see https://github.com/velero-io/velero-plugin-for-aws#compatibility
 */
export const awsPluginImage = "docker.io/velero/velero-plugin-for-aws:v1.14.1";

/**
 * Namespaces that no backup has. What is in the first three belongs to the cluster or is made by `up`, and Velero's own
 * would bring back old backups' objects.
 */
const excludedNamespaces = ["kube-node-lease", "kube-public", "kube-system", BACKUP_NAMESPACE] as const;

/**
 * Kinds that no backup has, as they must not come back: what a cluster says of its own machines and of the moment, and
 * what a controller makes in AWS, whose old ids would point to things of somebody else or to nothing.
 */
const excludedResources = [
  "csinodes.storage.k8s.io",
  "csistoragecapacities.storage.k8s.io",
  "events",
  "events.events.k8s.io",
  "leases.coordination.k8s.io",
  "nodeclaims.karpenter.sh",
  "nodes",
  "targetgroupbindings.elbv2.k8s.aws",
  "volumeattachments.storage.k8s.io",
] as const;

/** What a single object carries that no backup has: https://velero.io/docs/v1.18/resource-filtering/ */
export const leftOutOfBackups = { "velero.io/exclude-from-backup": "true" } as const;

/** The policies for volumes: a ConfigMap in Velero's namespace, which a schedule names. */
const volumePolicies = "volume-policies";

/**
 * Leaves out the volumes whose claims carry the label. Velero leaves out the claims themselves, and then would take a
 * snapshot of the volume of EBS all the same: a PersistentVolume does not carry its claim's labels.
 *
 * @see https://github.com/vmware-tanzu/velero/blob/v1.18.1/internal/resourcepolicies/resource_policies.go#L206
 */
export const volumePoliciesMap = {
  metadata: { name: volumePolicies, namespace: BACKUP_NAMESPACE },
  // Velero takes one key, whatever its name is.
  data: {
    "policies.yaml": `version: v1
volumePolicies:
  - conditions:
      pvcLabels:
${Object.entries(leftOutOfBackups)
  .map(([label, value]) => `        ${label}: "${value}"`)
  .join("\n")}
    action:
      type: skip
`,
  },
} as const;

/** Where volumes go: nowhere, into snapshots of EBS, or into snapshots of the cluster's own CSI drivers. */
export const volumeModes = ["none", "csi"] as const;
export type VolumeMode = (typeof volumeModes)[number];

/** One schedule, as the config has it. */
export interface BackupSchedule {
  readonly cron: string;
  /** Hours after which a backup is deleted. */
  readonly keepHours: number;
}

/** A schedule of objects alone, as the chart takes it. */
export function objectsSchedule(schedule: BackupSchedule) {
  return scheduleValues(schedule, { snapshotVolumes: false });
}

/** A schedule of objects and, where they can be taken, volumes. */
export function fullSchedule(schedule: BackupSchedule, snapshotVolumes: boolean) {
  return scheduleValues(schedule, {
    snapshotVolumes,
    resourcePolicy: { kind: "configmap", name: volumePolicies },
  });
}

/** What a schedule does with volumes. */
interface VolumeTemplate {
  readonly snapshotVolumes: boolean;
  readonly resourcePolicy?: { readonly kind: "configmap"; readonly name: string };
}

function scheduleValues({ cron, keepHours }: BackupSchedule, volumes: VolumeTemplate) {
  return {
    schedule: cron,
    template: {
      ttl: `${keepHours}h0m0s`,
      storageLocation: BACKUP_LOCATION,
      excludedNamespaces,
      excludedResources,
      // With namespaces left out, Velero would leave out all that is in no namespace too.
      includeClusterResources: true,
      ...volumes,
    },
  };
}
