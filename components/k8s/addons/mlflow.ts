/** MLflow: experiments, runs, models and their artifacts, which clients give to the server and get from it. */

import { PersistentVolumeClaim } from "@pulumi/kubernetes/core/v1/persistentVolumeClaim";
import * as pulumi from "@pulumi/pulumi";
import {
  DEVTOOLS_NAMESPACE as namespace,
  DEVTOOLS_USER,
  mlflowHosts,
  mlflowImage,
  mlflowServer,
} from "../../../model/k8s/devtools";
import { containerSecurityContext, podSecurityContext } from "../../../model/k8s/pod-security";
import { PLATFORM_PRIORITY } from "../../../model/k8s/priorities";
import type { PriorityName } from "../../../model/k8s/priorities";
import type { AddonContext } from "../addon";
import { createRelease } from "../release";
import { resources, volumeClaim } from "../volumes";
import type { Resources } from "../volumes";

/** A container of the pod beside the server. */
export interface InitContainer {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly resources: Resources;
  readonly securityContext: ReturnType<typeof containerSecurityContext>;
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}

/** Values of the chart that the platform sets. */
export interface MlflowValues {
  readonly image: { readonly repository: string; readonly tag: string };
  readonly strategy: { readonly type: "Recreate" };
  readonly priorityClassName: PriorityName;
  readonly serviceAccount: { readonly automount: boolean };
  readonly podSecurityContext: ReturnType<typeof podSecurityContext>;
  readonly securityContext: ReturnType<typeof containerSecurityContext>;
  readonly service: { readonly port: number };
  readonly log: { readonly enabled: boolean };
  readonly resources: Resources;
  readonly backendStore: { readonly defaultSqlitePath: string };
  readonly artifactRoot: {
    readonly proxiedArtifactStorage: boolean;
    readonly defaultArtifactsDestination: string;
  };
  readonly serverAllowedHosts: readonly string[];
  readonly extraArgs: { readonly workers: string };
  readonly extraEnvVars: Readonly<Record<string, string>>;
  readonly initContainers: readonly InitContainer[];
  readonly extraVolumes: readonly object[];
  readonly extraVolumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}

const DATA = "/mlflow/data";
const DATABASE = `${DATA}/mlflow.db`;
const mount = { name: "data", mountPath: DATA } as const;

/** An older database is brought up to date before the server starts, which would refuse it. */
const migration: InitContainer = {
  name: "migrate",
  image: `${mlflowImage.repository}:${mlflowImage.tag}`,
  command: ["mlflow", "db", "upgrade", `sqlite:///${DATABASE}`],
  resources: resources("100m", "512Mi", "1Gi"),
  securityContext: containerSecurityContext(),
  volumeMounts: [mount, { name: "tmp", mountPath: "/tmp" }],
};

const values: MlflowValues = {
  // The maker's own image in the laptop stack's version; the chart's is another's.
  image: mlflowImage,
  // One writer of the SQLite file.
  strategy: { type: "Recreate" },
  priorityClassName: PLATFORM_PRIORITY,
  serviceAccount: { automount: false },
  podSecurityContext: podSecurityContext(DEVTOOLS_USER, DEVTOOLS_USER),
  securityContext: containerSecurityContext(),
  service: { port: mlflowServer.port },
  // The chart's way to a level of logs asks for gunicorn, which does not check hosts.
  log: { enabled: false },
  resources: resources("250m", "768Mi", "2Gi"),
  backendStore: { defaultSqlitePath: DATABASE },
  artifactRoot: { proxiedArtifactStorage: true, defaultArtifactsDestination: `${DATA}/artifacts` },
  serverAllowedHosts: mlflowHosts,
  extraArgs: { workers: "1" },
  extraEnvVars: {
    HOME: "/tmp",
    // The job runner starts ten processes and needs more than 1.5 GiB; nothing here uses it.
    MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false",
  },
  initContainers: [migration],
  extraVolumes: [{ name: mount.name, persistentVolumeClaim: { claimName: mlflowServer.name } }],
  extraVolumeMounts: [mount],
};

/** The server with its volume. */
export class Mlflow extends pulumi.ComponentResource {
  constructor(name: string, { config }: AddonContext, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:Mlflow", name, {}, options);
    const { spec } = volumeClaim(config, config.devtools.mlflowVolumeGiB);
    const claim = new PersistentVolumeClaim(
      name,
      {
        // It is bound when a pod uses it.
        metadata: {
          name: mlflowServer.name,
          namespace,
          annotations: { "pulumi.com/skipAwait": "true" },
        },
        spec: { ...spec, accessModes: [...spec.accessModes] },
      },
      { parent: this },
    );
    createRelease(
      name,
      { chart: mlflowServer.name, namespace, values },
      { parent: this, dependsOn: [claim] },
    );
    this.registerOutputs({});
  }
}
