/** Prometheus with its operator, Alertmanager, Grafana and what measures nodes and objects of Kubernetes. */

import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy";
import * as pulumi from "@pulumi/pulumi";
import type { ServicesConfig } from "../../../../model/config";
import { alertmanagerConfig, RECEIVERS_SECRET, receiversSecret } from "../../../../model/k8s/alertmanager";
import { nodeLabels } from "../../../../model/k8s/alerts/capacity";
import { monitoringValues } from "../../../../model/k8s/monitoring";
import type { MonitoringValues } from "../../../../model/k8s/monitoring";
import { KEDA_NAMESPACE } from "../../../../model/k8s/autoscaling";
import { GPU_PRIMER } from "../../../../model/k8s/gpu-primer";
import {
  OBSERVABILITY_NAMESPACE as namespace,
  prometheusPods,
  prometheusService,
} from "../../../../model/k8s/observability";
import { PLATFORM_PRIORITY } from "../../../../model/k8s/priorities";
import type { PriorityName } from "../../../../model/k8s/priorities";
import { namespaceNamed } from "../../network-policies";
import { createRelease } from "../../release";
import type { GrafanaSignOnConfig } from "../../../../model/k8s/sso/grafana";
import { resources, volumeClaim } from "../../volumes";
import type { ClaimSpec, Resources } from "../../volumes";
import { AlertReceivers } from "./alert-receivers";
import { grafanaValues } from "./grafana";
import type { GrafanaValues } from "./grafana";

/** What the stack is made from. */
export interface KubePrometheusStackArgs {
  readonly config: Pick<ServicesConfig, "alerts" | "observability" | "storageClass"> & GrafanaSignOnConfig;
}

interface Prioritized {
  readonly priorityClassName: PriorityName;
}
interface Off {
  readonly enabled: false;
}
interface Claim {
  readonly volumeClaimTemplate: { readonly spec: ClaimSpec };
}

/** Values of the chart that the platform sets. */
export interface KubePrometheusStackValues extends MonitoringValues {
  readonly kubeControllerManager: Off;
  readonly kubeScheduler: Off;
  readonly kubeEtcd: Off;
  readonly kubeProxy: Off;
  readonly prometheusOperator: Prioritized & {
    readonly resources: Resources;
    readonly admissionWebhooks: { readonly patch: Prioritized & { readonly resources: Resources } };
    readonly prometheusConfigReloader: { readonly resources: Resources };
  };
  readonly prometheus: MonitoringValues["prometheus"] & { readonly prometheusSpec: PrometheusSpec };
  readonly alertmanager: {
    readonly config?: ReturnType<typeof alertmanagerConfig>;
    readonly alertmanagerSpec: Prioritized & {
      readonly resources: Resources;
      readonly storage: Claim;
      readonly secrets?: readonly string[];
    };
  };
  readonly "kube-state-metrics": Prioritized & {
    readonly resources: Resources;
    readonly metricLabelsAllowlist: readonly string[];
    readonly namespacesDenylist: readonly string[];
  };
  readonly "prometheus-node-exporter": NodeExporterValues;
  readonly grafana: GrafanaValues;
}

/** Fields of the Prometheus resource. */
interface PrometheusSpec extends Prioritized {
  readonly retention: string;
  readonly retentionSize: string;
  readonly serviceMonitorSelectorNilUsesHelmValues: boolean;
  readonly podMonitorSelectorNilUsesHelmValues: boolean;
  readonly probeSelectorNilUsesHelmValues: boolean;
  readonly ruleSelectorNilUsesHelmValues: boolean;
  readonly scrapeConfigSelectorNilUsesHelmValues: boolean;
  readonly enableOTLPReceiver: boolean;
  readonly otlp: { readonly promoteResourceAttributes: readonly string[] };
  readonly tsdb: { readonly outOfOrderTimeWindow: string };
  readonly resources: Resources;
  readonly storageSpec: Claim;
}

interface NodeExporterValues extends Prioritized {
  readonly resources: Resources;
  readonly securityContext: { readonly seccompProfile: { readonly type: "RuntimeDefault" } };
  readonly containerSecurityContext: {
    readonly allowPrivilegeEscalation: boolean;
    readonly capabilities: { readonly drop: readonly string[] };
  };
  readonly tolerations: readonly { readonly operator: "Exists" }[];
  readonly updateStrategy: { readonly rollingUpdate: { readonly maxUnavailable: string } };
}

const KUBELET_PORT = 10250;
const NODE_EXPORTER_PORT = 9100;
const tcp = (port: number) => ({ protocol: "TCP", port });

const off: Off = { enabled: false };
const prioritized: Prioritized = { priorityClassName: PLATFORM_PRIORITY };

/** Of Alertmanager's volume, which holds silences. */
const SILENCES_GIB = 1;

/** Attributes of what is sent by OTLP that become labels of every series; all others stand in `target_info`. */
const promoteResourceAttributes = [
  "service.name",
  "service.namespace",
  "service.instance.id",
  "k8s.namespace.name",
  "k8s.pod.name",
  "k8s.container.name",
  "k8s.node.name",
];

function prometheusSpec({ config }: KubePrometheusStackArgs): PrometheusSpec {
  const { retentionDays, volumeGiB } = config.observability.metrics;
  return {
    ...prioritized,
    retention: `${retentionDays}d`,
    // Nine tenths of the volume: a full one stops Prometheus, and only a person gets it going again.
    retentionSize: `${Math.floor(volumeGiB * 0.9)}GiB`,
    // Monitors of every recipe count, not only those that this release labels.
    serviceMonitorSelectorNilUsesHelmValues: false,
    podMonitorSelectorNilUsesHelmValues: false,
    probeSelectorNilUsesHelmValues: false,
    ruleSelectorNilUsesHelmValues: false,
    scrapeConfigSelectorNilUsesHelmValues: false,
    // What the collector gets by OTLP comes in by this door. A client that retries is late, so late samples are taken.
    enableOTLPReceiver: true,
    otlp: { promoteResourceAttributes },
    tsdb: { outOfOrderTimeWindow: "30m" },
    resources: resources("200m", "2Gi", "4Gi"),
    storageSpec: { volumeClaimTemplate: volumeClaim(config, volumeGiB) },
  };
}

const nodeExporter: NodeExporterValues = {
  ...prioritized,
  resources: resources("20m", "32Mi", "128Mi"),
  securityContext: { seccompProfile: { type: "RuntimeDefault" } },
  containerSecurityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
  // Every node, whatever its taints.
  tolerations: [{ operator: "Exists" }],
  // One node at a time takes longer on a large cluster than the release may take.
  updateStrategy: { rollingUpdate: { maxUnavailable: "25%" } },
};

/** Silences outlive the pod. Without a receiver, the chart's own config tells nobody. */
function alertmanagerValues({ config }: KubePrometheusStackArgs): KubePrometheusStackValues["alertmanager"] {
  const { receivers } = config.alerts;
  const alertmanagerSpec = {
    ...prioritized,
    resources: resources("10m", "64Mi", "256Mi"),
    storage: { volumeClaimTemplate: volumeClaim(config, SILENCES_GIB) },
    ...(receiversSecret(receivers) !== undefined && { secrets: [RECEIVERS_SECRET] }),
  };
  if (Object.keys(receivers).length === 0) return { alertmanagerSpec };
  return { config: alertmanagerConfig(receivers), alertmanagerSpec };
}

function valuesOf(args: KubePrometheusStackArgs): KubePrometheusStackValues {
  const monitoring = monitoringValues(args.config.alerts);
  return {
    // No pod can reach these: Talos serves them on the loopback of a control plane node, and EKS not at all. Cilium
    // replaces kube-proxy, and EKS's serves its metrics on the loopback too.
    kubeControllerManager: off,
    kubeScheduler: off,
    kubeEtcd: off,
    kubeProxy: off,
    prometheusOperator: {
      ...prioritized,
      resources: resources("50m", "128Mi", "512Mi"),
      admissionWebhooks: { patch: { ...prioritized, resources: resources("10m", "32Mi", "128Mi") } },
      prometheusConfigReloader: { resources: resources("10m", "32Mi", "64Mi") },
    },
    ...monitoring,
    prometheus: { ...monitoring.prometheus, prometheusSpec: prometheusSpec(args) },
    alertmanager: alertmanagerValues(args),
    "kube-state-metrics": {
      ...prioritized,
      resources: resources("20m", "128Mi", "512Mi"),
      // Which nodes are on spot, and of which pool.
      metricLabelsAllowlist: [`nodes=[${nodeLabels.join(",")}]`],
      // A pod there never runs, and is meant not to: no alert is to tell of it.
      namespacesDenylist: [GPU_PRIMER],
    },
    "prometheus-node-exporter": nodeExporter,
    grafana: grafanaValues(args.config),
  };
}

/** The whole stack with its CRDs. */
export class KubePrometheusStack extends pulumi.ComponentResource {
  constructor(name: string, args: KubePrometheusStackArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:KubePrometheusStack", name, {}, options);
    // Prometheus asks pods of every namespace for their metrics, each on a port of its own, and nodes on two.
    new NetworkPolicy(
      `${name}-scrapes`,
      {
        metadata: { name: "prometheus-scrapes", namespace },
        spec: {
          podSelector: prometheusPods.podSelector,
          policyTypes: ["Egress"],
          egress: [
            { to: [{ namespaceSelector: {} }] },
            { ports: [tcp(KUBELET_PORT), tcp(NODE_EXPORTER_PORT)] },
          ],
        },
      },
      { parent: this },
    );
    // Beside Grafana, which is in the namespace too, KEDA alone asks Prometheus for what it knows.
    new NetworkPolicy(
      `${name}-queries`,
      {
        metadata: { name: "prometheus-queries", namespace },
        spec: {
          podSelector: prometheusPods.podSelector,
          policyTypes: ["Ingress"],
          ingress: [{ from: [namespaceNamed(KEDA_NAMESPACE)], ports: [tcp(prometheusService.port)] }],
        },
      },
      { parent: this },
    );
    const receivers = new AlertReceivers(`${name}-receivers`, args.config.alerts, { parent: this });
    createRelease(
      name,
      { chart: "kube-prometheus-stack", namespace, values: valuesOf(args), timeoutSeconds: 900 },
      { parent: this, dependsOn: [receivers] },
    );
    this.registerOutputs({});
  }
}
