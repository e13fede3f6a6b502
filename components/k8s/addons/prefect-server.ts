/** Prefect's server: deployments, schedules and runs of flows, with its pages. */

import * as pulumi from "@pulumi/pulumi";
import { containerSecurityContext } from "../../../model/k8s/pod-security";
import { DEVTOOLS_NAMESPACE, prefectImage, prefectServer } from "../../../model/k8s/devtools";
import { PASSWORD_FILE, POSTGRES_PORT } from "../../../model/k8s/postgres";
import { verifiedServer } from "../../../model/k8s/rds-authorities";
import { PLATFORM_PRIORITY } from "../../../model/k8s/priorities";
import type { PriorityName } from "../../../model/k8s/priorities";
import type { AddonContext } from "../addon";
import { loginMounts, loginOf, loginVolumes, tokenContainer } from "../postgres";
import type { Variable } from "../postgres";
import { createRelease, forward } from "../release";
import { resources } from "../volumes";
import type { Resources } from "../volumes";
import { allowPodIdentity, roleAnnotations } from "../workload-identity";

/** Values of the chart that the platform sets. */
export interface PrefectServerValues {
  readonly global: {
    readonly prefect: {
      readonly image: { readonly repository: string; readonly prefectTag: string };
      readonly env: readonly Variable[];
    };
  };
  readonly server: {
    readonly priorityClassName: PriorityName;
    readonly automountServiceAccountToken: boolean;
    readonly updateStrategy: { readonly type: "Recreate" };
    readonly uiConfig: { readonly prefectUiApiUrl: string };
    readonly resources: Resources;
    readonly startupProbe: { readonly config: { readonly failureThreshold: number } };
    readonly containerSecurityContext: ReturnType<typeof containerSecurityContext>;
    readonly env?: readonly Variable[];
    readonly extraInitContainers?: readonly object[];
    readonly extraVolumes?: readonly object[];
    readonly extraVolumeMounts?: readonly object[];
  };
  readonly migrations: { readonly enabled: boolean };
  readonly sqlite:
    | { readonly enabled: false }
    | {
        readonly enabled: true;
        readonly persistence: {
          readonly enabled: boolean;
          readonly size: string;
          readonly storageClassName?: string;
        };
      };
  readonly externalDatabase?: { readonly connectionString: pulumi.Input<string> };
  readonly serviceAccount?: { readonly annotations: Readonly<Record<string, pulumi.Input<string>>> };
  readonly postgresql: { readonly enabled: false };
  readonly redis: { readonly enabled: false };
  readonly secret: { readonly create: false };
}

/**
 * What the server of the laptop stack has too: it tells nobody anything, and its pages load nothing from outside. Beside
 * that it is measured.
 */
const environment: Readonly<Record<string, string>> = {
  PREFECT_SERVER_ANALYTICS_ENABLED: "false",
  PREFECT_SERVER_UI_V2_ENABLED: "false",
  PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT: "false",
  DO_NOT_TRACK: "1",
  PREFECT_LOGGING_COLORS: "false",
  // At /api/metrics.
  PREFECT_SERVER_METRICS_ENABLED: "true",
};

/** On AWS the database is the stack's Postgres, elsewhere a file on a volume. */
function databaseOf({ config: { devtools, storageClass }, cluster }: AddonContext): Pick<
  PrefectServerValues,
  "sqlite" | "externalDatabase" | "serviceAccount"
> & {
  readonly server: Partial<PrefectServerValues["server"]>;
} {
  if (cluster.kind !== "eks")
    return {
      sqlite: {
        enabled: true,
        persistence: {
          enabled: true,
          size: `${String(devtools.prefectVolumeGiB)}Gi`,
          ...(storageClass !== undefined && { storageClassName: storageClass }),
        },
      },
      server: {},
    };
  const login = loginOf(cluster, "prefect");
  const annotations = roleAnnotations(cluster, "prefect");
  return {
    sqlite: { enabled: false },
    externalDatabase: {
      connectionString: pulumi.interpolate`postgresql+asyncpg://${login.user}@${login.host}:${POSTGRES_PORT}/${login.database}?ssl=${verifiedServer.PGSSLMODE}`,
    },
    ...(Object.keys(annotations).length > 0 && { serviceAccount: { annotations } }),
    server: {
      // Read for each connection: there is no password in the connection string.
      env: [
        { name: "PGPASSFILE", value: PASSWORD_FILE },
        { name: "PGSSLROOTCERT", value: verifiedServer.PGSSLROOTCERT },
      ],
      extraInitContainers: [tokenContainer(cluster, login, "asyncpg")],
      extraVolumes: loginVolumes,
      extraVolumeMounts: loginMounts,
    },
  };
}

function valuesOf(context: AddonContext): PrefectServerValues {
  const { server, ...database } = databaseOf(context);
  const env = Object.entries(environment).map(([name, value]) => ({ name, value }));
  const { repository, tag: prefectTag } = prefectImage;
  return {
    global: { prefect: { image: { repository, prefectTag }, env } },
    server: {
      priorityClassName: PLATFORM_PRIORITY,
      // It asks nothing of the API server.
      automountServiceAccountToken: false,
      // One writer of the SQLite file: the old pod goes before the new one comes.
      updateStrategy: { type: "Recreate" },
      // The pages ask the host that they come from, whatever its name is.
      uiConfig: { prefectUiApiUrl: "/api" },
      resources: resources("500m", "512Mi", "1Gi"),
      // Asked every ten seconds: a database may take half an hour to be brought up to date.
      startupProbe: { config: { failureThreshold: 180 } },
      containerSecurityContext: containerSecurityContext(),
      ...server,
    },
    // The server brings its database up to date when it starts; the chart's job is for servers in several parts.
    migrations: { enabled: false },
    ...database,
    // The subcharts pull images of bitnami, whose versions are gone.
    postgresql: { enabled: false },
    redis: { enabled: false },
    secret: { create: false },
  };
}

/** One server with its database. */
export class PrefectServer extends pulumi.ComponentResource {
  constructor(name: string, context: AddonContext, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:PrefectServer", name, {}, options);
    createRelease(
      name,
      { ...forward, chart: prefectServer.name, namespace: DEVTOOLS_NAMESPACE, values: valuesOf(context) },
      { parent: this },
    );
    if (context.cluster.kind === "eks")
      allowPodIdentity(
        name,
        context.cluster,
        { id: "prefect", podLabels: prefectServer.labels },
        { parent: this },
      );
    this.registerOutputs({});
  }
}
