/** Loki: logs, in one process; its chunks and index are in the stack's bucket on AWS, elsewhere on its volume. */

import * as pulumi from "@pulumi/pulumi";
import type { ServicesConfig } from "../../../model/config";
import { bucketName } from "../../../model/eks/scope";
import { hoursOf, OBSERVABILITY_NAMESPACE as namespace } from "../../../model/k8s/observability";
import { PLATFORM_PRIORITY } from "../../../model/k8s/priorities";
import type { PriorityName } from "../../../model/k8s/priorities";
import type { AddonContext } from "../addon";
import { createRelease } from "../release";
import { resources } from "../volumes";
import type { Resources } from "../volumes";
import { allowPodIdentity, roleAnnotations } from "../workload-identity";

/** What is the same in every part of the chart that is not run. */
interface NoReplicas {
  readonly replicas: 0;
}
interface Off {
  readonly enabled: false;
}

/** Where the chart keeps chunks, index and rules. */
export type LokiStorage =
  | { readonly type: "filesystem" }
  | {
      readonly type: "s3";
      readonly bucketNames: { readonly chunks: string; readonly ruler: string };
      readonly s3: { readonly region: string };
    };

/** Values of the chart that the platform sets. */
export interface LokiValues {
  readonly deploymentMode: "Monolithic";
  readonly loki: {
    readonly auth_enabled: boolean;
    readonly analytics: { readonly reporting_enabled: boolean };
    readonly commonConfig: { readonly replication_factor: number };
    readonly storage: LokiStorage;
    readonly schemaConfig: { readonly configs: readonly LokiPeriod[] };
    readonly limits_config: { readonly retention_period: string };
    readonly compactor: { readonly retention_enabled: boolean; readonly delete_request_store: string };
  };
  readonly defaults: {
    readonly automountServiceAccountToken: boolean;
    readonly priorityClassName: PriorityName;
  };
  readonly serviceAccount: {
    readonly automountServiceAccountToken: boolean;
    readonly annotations?: Readonly<Record<string, pulumi.Input<string>>>;
  };
  readonly singleBinary: {
    readonly replicas: number;
    readonly resources: Resources;
    readonly persistence: {
      readonly enabled: boolean;
      readonly size: string;
      readonly storageClass?: string;
    };
  };
  readonly read: NoReplicas;
  readonly write: NoReplicas;
  readonly backend: NoReplicas;
  readonly gateway: Off;
  readonly chunksCache: Off;
  readonly resultsCache: Off;
  readonly lokiCanary: Off;
  readonly test: Off;
  readonly sidecar: { readonly rules: Off };
  readonly monitoring: { readonly serviceMonitor: { readonly enabled: boolean } };
}

/** How Loki writes from a day on; a store that holds logs is never changed, only followed by another. */
interface LokiPeriod {
  readonly from: string;
  readonly store: "tsdb";
  readonly object_store: LokiStorage["type"];
  readonly schema: "v13";
  readonly index: { readonly prefix: string; readonly period: "24h" };
}

const off: Off = { enabled: false };
const none: NoReplicas = { replicas: 0 };

function storageOf(cluster: AddonContext["cluster"]): LokiStorage {
  if (cluster.kind !== "eks") return { type: "filesystem" };
  const bucket = bucketName(cluster.scope, "loki");
  const bucketNames = { chunks: bucket, ruler: bucket };
  return { type: "s3", bucketNames, s3: { region: cluster.scope.region } };
}

function serviceAccountOf(cluster: AddonContext["cluster"]): LokiValues["serviceAccount"] {
  const annotations = cluster.kind === "eks" ? roleAnnotations(cluster, "loki") : {};
  const own = { automountServiceAccountToken: false };
  return Object.keys(annotations).length === 0 ? own : { ...own, annotations };
}

function singleBinaryOf({ storageClass, observability }: ServicesConfig): LokiValues["singleBinary"] {
  const size = `${observability.logs.volumeGiB}Gi`;
  return {
    replicas: 1,
    resources: resources("100m", "512Mi", "2Gi"),
    persistence: { enabled: true, size, ...(storageClass !== undefined && { storageClass }) },
  };
}

function valuesOf({ config, cluster }: AddonContext): LokiValues {
  const storage = storageOf(cluster);
  const index = { prefix: "loki_index_", period: "24h" } as const;
  return {
    deploymentMode: "Monolithic",
    loki: {
      auth_enabled: false,
      // Nothing of the cluster goes to the maker of Loki.
      analytics: { reporting_enabled: false },
      commonConfig: { replication_factor: 1 },
      storage,
      schemaConfig: {
        configs: [{ from: "2026-01-01", store: "tsdb", object_store: storage.type, schema: "v13", index }],
      },
      limits_config: { retention_period: hoursOf(config.observability.logs.retentionDays) },
      compactor: { retention_enabled: true, delete_request_store: storage.type },
    },
    // It asks nothing of the API server.
    defaults: { automountServiceAccountToken: false, priorityClassName: PLATFORM_PRIORITY },
    serviceAccount: serviceAccountOf(cluster),
    // The one process of a monolithic Loki; the chart still calls it so.
    singleBinary: singleBinaryOf(config),
    read: none,
    write: none,
    backend: none,
    gateway: off,
    chunksCache: off,
    resultsCache: off,
    // The chart's test asks the canary, so both go.
    lokiCanary: off,
    test: off,
    // No rules of Loki's own, and so nothing that reads every Secret of the cluster in search of some.
    sidecar: { rules: off },
    monitoring: { serviceMonitor: { enabled: true } },
  };
}

/** One Loki with its volume. */
export class Loki extends pulumi.ComponentResource {
  constructor(name: string, context: AddonContext, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:Loki", name, {}, options);
    createRelease(name, { chart: "loki", namespace, values: valuesOf(context) }, { parent: this });
    if (context.cluster.kind === "eks") {
      const podLabels = { "app.kubernetes.io/name": "loki" };
      allowPodIdentity(name, context.cluster, { id: "loki", podLabels }, { parent: this });
    }
    this.registerOutputs({});
  }
}
