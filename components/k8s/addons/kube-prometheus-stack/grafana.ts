/** Grafana, which comes with the chart kube-prometheus-stack. */

import type { ServicesConfig } from "../../../../model/config";
import { OBSERVABILITY_NAMESPACE, observabilityUrls } from "../../../../model/k8s/observability";
import { PLATFORM_PRIORITY } from "../../../../model/k8s/priorities";
import type { PriorityName } from "../../../../model/k8s/priorities";
import { grafanaSignOn } from "../../../../model/k8s/sso/grafana";
import type { GrafanaSections, GrafanaSignOn, GrafanaSignOnConfig } from "../../../../model/k8s/sso/grafana";
import { resources } from "../../volumes";
import type { Resources } from "../../volumes";
import { grafanaAdmin } from "../grafana-admin";

/** A source of data, as Grafana provisions it. */
interface DataSource {
  readonly name: string;
  readonly type: string;
  readonly uid: string;
  readonly access: "proxy";
  readonly url: string;
  readonly jsonData?: object;
}

/** Values under the key `grafana`. */
export interface GrafanaValues {
  readonly priorityClassName: PriorityName;
  readonly admin: typeof grafanaAdmin;
  readonly resources: Resources;
  readonly persistence: {
    readonly enabled: boolean;
    readonly size: string;
    readonly storageClassName?: string;
  };
  readonly deploymentStrategy: { readonly type: "Recreate" };
  readonly initChownData: { readonly enabled: boolean };
  readonly testFramework: { readonly enabled: boolean };
  readonly rbac: { readonly namespaced: boolean };
  readonly sidecar: {
    readonly resources: Resources;
    readonly dashboards: { readonly resource: "configmap"; readonly searchNamespace: string };
    readonly datasources: { readonly resource: "configmap" };
  };
  readonly "grafana.ini": GrafanaSections;
  readonly extraSecretMounts?: GrafanaSignOn["extraSecretMounts"];
  readonly additionalDataSources: readonly DataSource[];
}

/** Of Grafana's volume: its users, and the dashboards that they make. */
const VOLUME_GIB = 5;

const additionalDataSources: readonly DataSource[] = [
  { name: "Loki", type: "loki", uid: "loki", access: "proxy", url: observabilityUrls.loki },
  {
    name: "Tempo",
    type: "tempo",
    uid: "tempo",
    access: "proxy",
    url: observabilityUrls.tempo,
    jsonData: { tracesToLogsV2: { datasourceUid: "loki", filterByTraceID: true } },
  },
];

/** What the platform sets of Grafana. */
export function grafanaValues(
  config: Pick<ServicesConfig, "storageClass"> & GrafanaSignOnConfig,
): GrafanaValues {
  const { storageClass } = config;
  const { "grafana.ini": signOn, ...mounts } = grafanaSignOn(config);
  return {
    priorityClassName: PLATFORM_PRIORITY,
    admin: grafanaAdmin,
    resources: resources("50m", "256Mi", "1Gi"),
    // Users and what they made outlive the pod. One volume, so the old pod goes before the new one comes.
    persistence: {
      enabled: true,
      size: `${VOLUME_GIB}Gi`,
      ...(storageClass !== undefined && { storageClassName: storageClass }),
    },
    deploymentStrategy: { type: "Recreate" },
    // It would run as root; the volume gets its group from the pod.
    initChownData: { enabled: false },
    testFramework: { enabled: false },
    // Dashboards stand in this namespace: with a role for the whole cluster Grafana could read every Secret.
    rbac: { namespaced: true },
    sidecar: {
      resources: resources("10m", "96Mi", "192Mi"),
      dashboards: { resource: "configmap", searchNamespace: OBSERVABILITY_NAMESPACE },
      datasources: { resource: "configmap" },
    },
    "grafana.ini": {
      // Nothing of the cluster goes to the maker of Grafana.
      analytics: {
        reporting_enabled: false,
        check_for_updates: false,
        check_for_plugin_updates: false,
        feedback_links_enabled: false,
      },
      news: { news_feed_enabled: false },
      ...signOn,
    },
    ...mounts,
    additionalDataSources,
  };
}
