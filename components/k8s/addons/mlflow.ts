/** MLflow: experiments, runs, models and their artifacts, which clients give to the server and get from it. */

import { PersistentVolumeClaim } from "@pulumi/kubernetes/core/v1/persistentVolumeClaim";
import * as pulumi from "@pulumi/pulumi";
import { bucketName } from "../../../model/eks/scope";
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
import type { AddonContext, EksFacts } from "../addon";
import { loginMounts, loginOf, loginVariables, loginVolumes, tokenContainer } from "../postgres";
import type { Variable } from "../postgres";
import { createRelease, forward } from "../release";
import { resources, volumeClaim } from "../volumes";
import type { Resources } from "../volumes";
import { allowPodIdentity, roleAnnotations } from "../workload-identity";

/** A container of the pod beside the server. */
export interface InitContainer {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly env?: readonly Variable[];
  readonly resources: Resources;
  readonly securityContext: ReturnType<typeof containerSecurityContext>;
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}

/** Values of the chart that the platform sets. */
export interface MlflowValues {
  readonly image: { readonly repository: string; readonly tag: string };
  readonly strategy: { readonly type: "Recreate" };
  readonly priorityClassName: PriorityName;
  readonly serviceAccount: {
    readonly automount: boolean;
    readonly annotations?: Readonly<Record<string, pulumi.Input<string>>>;
  };
  readonly podSecurityContext: ReturnType<typeof podSecurityContext>;
  readonly securityContext: ReturnType<typeof containerSecurityContext>;
  readonly service: { readonly port: number };
  readonly log: { readonly enabled: boolean };
  readonly resources: Resources;
  readonly backendStore?: { readonly defaultSqlitePath: string };
  readonly artifactRoot: {
    readonly proxiedArtifactStorage: boolean;
    readonly defaultArtifactsDestination?: string;
    readonly s3?: { readonly enabled: boolean; readonly bucket: string };
  };
  readonly serverAllowedHosts: readonly string[];
  readonly extraArgs: {
    readonly workers: string;
    readonly exposePrometheus: string;
    readonly backendStoreUri?: string;
  };
  readonly extraEnvVars: Readonly<Record<string, pulumi.Input<string>>>;
  readonly initContainers: readonly object[];
  readonly extraVolumes: readonly object[];
  readonly extraVolumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}

const DATA = "/mlflow/data";
const DATABASE = `${DATA}/mlflow.db`;
const mount = { name: "data", mountPath: DATA } as const;
const tmp = { name: "tmp", mountPath: "/tmp" } as const;

/** Where its processes leave what they count, for the one that is asked. */
const METRICS = `${tmp.mountPath}/metrics`;

/** The database and the user are those of libpq's variables. */
const POSTGRES_URI = "postgresql+psycopg2://";

/** An older database is brought up to date before the server starts, which would refuse it. */
function migration(
  uri: string,
  mounts: InitContainer["volumeMounts"],
  env?: readonly Variable[],
): InitContainer {
  return {
    name: "migrate",
    image: `${mlflowImage.repository}:${mlflowImage.tag}`,
    command: ["mlflow", "db", "upgrade", uri],
    ...(env && { env }),
    resources: resources("100m", "512Mi", "1Gi"),
    securityContext: containerSecurityContext(),
    volumeMounts: [...mounts, tmp],
  };
}

const common = {
  // The maker's own image in the laptop stack's version; the chart's is another's.
  image: mlflowImage,
  // One writer of the SQLite file; in Postgres no old server meets a new schema.
  strategy: { type: "Recreate" },
  priorityClassName: PLATFORM_PRIORITY,
  podSecurityContext: podSecurityContext(DEVTOOLS_USER, DEVTOOLS_USER),
  securityContext: containerSecurityContext(),
  service: { port: mlflowServer.port },
  // The chart's way to a level of logs asks for gunicorn, which does not check hosts.
  log: { enabled: false },
  resources: resources("250m", "768Mi", "2Gi"),
  serverAllowedHosts: mlflowHosts,
} as const;

const environment = {
  HOME: "/tmp",
  // The job runner starts ten processes and needs more than 1.5 GiB; nothing here uses it.
  MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false",
};

/** The database and the artifacts on one volume. */
const onVolume: MlflowValues = {
  ...common,
  serviceAccount: { automount: false },
  backendStore: { defaultSqlitePath: DATABASE },
  artifactRoot: { proxiedArtifactStorage: true, defaultArtifactsDestination: `${DATA}/artifacts` },
  extraArgs: { workers: "1", exposePrometheus: METRICS },
  extraEnvVars: environment,
  initContainers: [migration(`sqlite:///${DATABASE}`, [mount])],
  extraVolumes: [{ name: mount.name, persistentVolumeClaim: { claimName: mlflowServer.name } }],
  extraVolumeMounts: [mount],
};

/** The database in the stack's Postgres, and the artifacts in its bucket. */
function onAws(cluster: EksFacts): MlflowValues {
  const { scope } = cluster;
  const login = loginOf(cluster, "mlflow");
  const variables = loginVariables(login);
  const annotations = roleAnnotations(cluster, "mlflow");
  const isAnnotated = Object.keys(annotations).length > 0;
  return {
    ...common,
    serviceAccount: { automount: false, ...(isAnnotated && { annotations }) },
    artifactRoot: {
      proxiedArtifactStorage: true,
      s3: { enabled: true, bucket: bucketName(scope, "mlflow") },
    },
    // The chart's own setting for Postgres wants a password; of an option that is given twice the last one counts.
    extraArgs: { workers: "1", exposePrometheus: METRICS, backendStoreUri: POSTGRES_URI },
    extraEnvVars: {
      ...environment,
      AWS_DEFAULT_REGION: scope.region,
      ...Object.fromEntries(variables.map(({ name, value }) => [name, value])),
    },
    initContainers: [
      tokenContainer(cluster, login, "libpq"),
      migration(POSTGRES_URI, loginMounts, variables),
    ],
    extraVolumes: loginVolumes,
    extraVolumeMounts: loginMounts,
  };
}

/** The server, with its volume where it has one. */
export class Mlflow extends pulumi.ComponentResource {
  constructor(
    name: string,
    { config, cluster }: AddonContext,
    options: pulumi.ComponentResourceOptions = {},
  ) {
    super("plinth:k8s:Mlflow", name, {}, options);
    const chart = { ...forward, chart: mlflowServer.name, namespace };
    if (cluster.kind === "eks") {
      createRelease(name, { ...chart, values: onAws(cluster) }, { parent: this });
      const podLabels = mlflowServer.labels;
      allowPodIdentity(name, cluster, { id: "mlflow", podLabels }, { parent: this });
    } else {
      const claim = this.createClaim(name, config);
      createRelease(name, { ...chart, values: onVolume }, { parent: this, dependsOn: [claim] });
    }
    this.registerOutputs({});
  }

  private createClaim(name: string, config: AddonContext["config"]): PersistentVolumeClaim {
    const { spec } = volumeClaim(config, config.devtools.mlflowVolumeGiB);
    // It is bound when a pod uses it.
    const annotations = { "pulumi.com/skipAwait": "true" };
    return new PersistentVolumeClaim(
      name,
      {
        metadata: { name: mlflowServer.name, namespace, annotations },
        spec: { ...spec, accessModes: [...spec.accessModes] },
      },
      { parent: this },
    );
  }
}
