/** Tempo: traces, in one process; its blocks are in the stack's bucket on AWS, elsewhere on its volume. */

import * as pulumi from "@pulumi/pulumi";
import { bucketName } from "../../../model/eks/scope";
import { hoursOf, OBSERVABILITY_NAMESPACE as namespace } from "../../../model/k8s/observability";
import { PLATFORM_PRIORITY } from "../../../model/k8s/priorities";
import type { PriorityName } from "../../../model/k8s/priorities";
import type { AddonContext } from "../addon";
import { createRelease } from "../release";
import { resources } from "../volumes";
import type { Resources } from "../volumes";
import { allowPodIdentity, roleAnnotations } from "../workload-identity";

/** Where blocks are, as Tempo's own configuration has it. */
export interface TempoStorage {
  readonly trace: {
    readonly backend: "s3";
    readonly s3: { readonly bucket: string; readonly endpoint: string; readonly region: string };
  };
}

/** Values of the chart that the platform sets. */
export interface TempoValues {
  readonly priorityClassName: PriorityName;
  readonly tempo: {
    readonly reportingEnabled: boolean;
    readonly retention: string;
    readonly overrides: {
      readonly defaults: { readonly compaction: { readonly block_retention: string } };
    };
    readonly storage?: TempoStorage;
    readonly resources: Resources;
    readonly securityContext: {
      readonly allowPrivilegeEscalation: boolean;
      readonly readOnlyRootFilesystem: boolean;
      readonly capabilities: { readonly drop: readonly string[] };
    };
    readonly extraVolumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
  };
  readonly securityContext: { readonly seccompProfile: { readonly type: "RuntimeDefault" } };
  readonly serviceAccount: {
    readonly automountServiceAccountToken: boolean;
    readonly annotations?: Readonly<Record<string, pulumi.Input<string>>>;
  };
  readonly extraVolumes: readonly { readonly name: string; readonly emptyDir: object }[];
  readonly persistence: {
    readonly enabled: boolean;
    readonly size: string;
    readonly storageClassName?: string;
  };
  readonly serviceMonitor: { readonly enabled: boolean };
}

function storageOf(cluster: AddonContext["cluster"]): { readonly storage?: TempoStorage } {
  if (cluster.kind !== "eks") return {};
  const { region, dnsSuffix } = cluster.scope;
  const bucket = bucketName(cluster.scope, "tempo");
  return {
    storage: { trace: { backend: "s3", s3: { bucket, endpoint: `s3.${region}.${dnsSuffix}`, region } } },
  };
}

function serviceAccountOf(cluster: AddonContext["cluster"]): TempoValues["serviceAccount"] {
  const annotations = cluster.kind === "eks" ? roleAnnotations(cluster, "tempo") : {};
  const own = { automountServiceAccountToken: false };
  return Object.keys(annotations).length === 0 ? own : { ...own, annotations };
}

function valuesOf({ config: { observability, storageClass }, cluster }: AddonContext): TempoValues {
  const { retentionDays, volumeGiB } = observability.traces;
  const retention = hoursOf(retentionDays);
  return {
    priorityClassName: PLATFORM_PRIORITY,
    tempo: {
      // Nothing of the cluster goes to the maker of Tempo.
      reportingEnabled: false,
      retention,
      // The chart hands `retention` to the scheduler alone. Its workers delete, and keep to this one.
      overrides: { defaults: { compaction: { block_retention: retention } } },
      ...storageOf(cluster),
      resources: resources("100m", "512Mi", "2Gi"),
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      },
      extraVolumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
    },
    securityContext: { seccompProfile: { type: "RuntimeDefault" } },
    // It asks nothing of the API server.
    serviceAccount: serviceAccountOf(cluster),
    extraVolumes: [{ name: "tmp", emptyDir: {} }],
    persistence: {
      enabled: true,
      size: `${volumeGiB}Gi`,
      ...(storageClass !== undefined && { storageClassName: storageClass }),
    },
    serviceMonitor: { enabled: true },
  };
}

/** One Tempo with its volume. */
export class Tempo extends pulumi.ComponentResource {
  constructor(name: string, context: AddonContext, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:Tempo", name, {}, options);
    createRelease(name, { chart: "tempo", namespace, values: valuesOf(context) }, { parent: this });
    if (context.cluster.kind === "eks") {
      const podLabels = { "app.kubernetes.io/name": "tempo" };
      allowPodIdentity(name, context.cluster, { id: "tempo", podLabels }, { parent: this });
    }
    this.registerOutputs({});
  }
}
