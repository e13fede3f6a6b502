/** Prefect's server: deployments, schedules and runs of flows, with its pages. */

import * as pulumi from "@pulumi/pulumi";
import { containerSecurityContext } from "../../../model/k8s/pod-security";
import { DEVTOOLS_NAMESPACE, prefectImage, prefectServer } from "../../../model/k8s/devtools";
import { PLATFORM_PRIORITY } from "../../../model/k8s/priorities";
import type { PriorityName } from "../../../model/k8s/priorities";
import type { AddonContext } from "../addon";
import { createRelease } from "../release";
import { resources } from "../volumes";
import type { Resources } from "../volumes";

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
    readonly containerSecurityContext: ReturnType<typeof containerSecurityContext>;
  };
  readonly migrations: { readonly enabled: boolean };
  readonly sqlite: {
    readonly enabled: boolean;
    readonly persistence: {
      readonly enabled: boolean;
      readonly size: string;
      readonly storageClassName?: string;
    };
  };
  readonly postgresql: { readonly enabled: false };
  readonly redis: { readonly enabled: false };
  readonly secret: { readonly create: false };
}

/** A variable of the environment. */
interface Variable {
  readonly name: string;
  readonly value: string;
}

/** What the server of the laptop stack has too: it tells nobody anything, and its pages load nothing from outside. */
const environment: Readonly<Record<string, string>> = {
  PREFECT_SERVER_ANALYTICS_ENABLED: "false",
  PREFECT_SERVER_UI_V2_ENABLED: "false",
  PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT: "false",
  DO_NOT_TRACK: "1",
  PREFECT_LOGGING_COLORS: "false",
};

function valuesOf({ config: { devtools, storageClass } }: AddonContext): PrefectServerValues {
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
      containerSecurityContext: containerSecurityContext(),
    },
    // The server brings its database up to date when it starts; the chart's job is for servers in several parts.
    migrations: { enabled: false },
    sqlite: {
      enabled: true,
      persistence: {
        enabled: true,
        size: `${String(devtools.prefectVolumeGiB)}Gi`,
        ...(storageClass !== undefined && { storageClassName: storageClass }),
      },
    },
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
      { chart: prefectServer.name, namespace: DEVTOOLS_NAMESPACE, values: valuesOf(context) },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
