/**
 * What Prometheus asks for metrics beside what charts tell it themselves.
 *
 * All stand with Prometheus, in its namespace, and not with what they watch: the recipes work without the recipe
 * `observability`, whose chart brings the kinds of these objects. One that finds no pod does nothing.
 */

import { KEDA_NAMESPACE } from "./autoscaling";
import { BACKUP_NAMESPACE } from "./backup";
import { DEVTOOLS_NAMESPACE, mlflowHost, mlflowServer, prefectServer } from "./devtools";
import { GATEWAY_NAMESPACE, proxyLabels } from "./gateway";
import { LLM_NAMESPACE, LWS_NAMESPACE, SERVING_PORT, servingLabels } from "./llm";
import { RAY_NAMESPACE } from "./ray/names";
import { llmdRouter, ROUTER_NAMESPACE, routerLabels } from "./router";
import { autheliaLabels } from "./sso/deployment";
import { SSO_NAMESPACE } from "./sso/names";
import { VAULT_METRICS, VAULT_NAMESPACE, vaultLabels } from "./vault";

/** A label that Prometheus writes, keeps by, or takes from what Kubernetes says of a pod. */
interface Relabeling {
  /** @default none: the replacement is all */
  readonly sourceLabels?: readonly string[];
  readonly targetLabel?: string;
  readonly action?: "keep";
  readonly regex?: string;
  readonly replacement?: string;
}

/** How Prometheus speaks with who answers by HTTPS. */
interface Tls {
  readonly insecureSkipVerify: boolean;
}

/** Pods that are asked, as kube-prometheus-stack takes them. */
export interface PodMonitor {
  readonly name: string;
  readonly namespaceSelector: { readonly matchNames: readonly string[] };
  readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
  /** Labels of the pods that their series get. */
  readonly podTargetLabels?: readonly string[];
  readonly podMetricsEndpoints: readonly {
    readonly port?: string;
    readonly portNumber?: number;
    /** @default /metrics */
    readonly path?: string;
    readonly params?: Readonly<Record<string, readonly string[]>>;
    /** @default http */
    readonly scheme?: "https";
    readonly tlsConfig?: Tls;
    readonly relabelings?: readonly Relabeling[];
  }[];
}

/** Services that are asked with Prometheus's own token. */
export interface ServiceMonitor {
  readonly name: string;
  readonly namespaceSelector: { readonly matchNames: readonly string[] };
  readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly endpoints: readonly {
    /** Name of a port of the Service. */
    readonly port?: string;
    /** Port of its pods, where that of the Service has no name. */
    readonly targetPort?: number;
    readonly bearerTokenFile?: string;
    readonly scheme?: "https";
    readonly tlsConfig?: Tls;
    readonly relabelings?: readonly Relabeling[];
  }[];
}

/** The node of a pod, where its series do not say it themselves. */
const onNode: Relabeling = { sourceLabels: ["__meta_kubernetes_pod_node_name"], targetLabel: "node" };

/** Only pods that are ready: a model loads for minutes, and until then nobody answers. */
const onlyReady: Relabeling = {
  sourceLabels: ["__meta_kubernetes_pod_ready"],
  action: "keep",
  regex: "true",
};

function pods(
  name: string,
  namespace: string,
  matchLabels: Readonly<Record<string, string>>,
  endpoint: PodMonitor["podMetricsEndpoints"][number],
): PodMonitor {
  return {
    name,
    namespaceSelector: { matchNames: [namespace] },
    selector: { matchLabels },
    podMetricsEndpoints: [endpoint],
  };
}

export const podMonitors: readonly PodMonitor[] = [
  pods("authelia", SSO_NAMESPACE, autheliaLabels, { port: "metrics" }),
  pods(
    "cert-manager",
    "cert-manager",
    { "app.kubernetes.io/instance": "cert-manager" },
    { port: "http-metrics" },
  ),
  // On AWS one of the two autoscalers is there, beside what a cluster itself is made of.
  pods(
    "cluster-autoscaler",
    "kube-system",
    { "app.kubernetes.io/name": "aws-cluster-autoscaler" },
    { portNumber: 8085 },
  ),
  // A series has the pod that a GPU is given to under `exported_pod`, and no such label while nobody has it.
  pods(
    "dcgm-exporter",
    "gpu-operator",
    { app: "nvidia-dcgm-exporter" },
    { port: "metrics", relabelings: [onNode] },
  ),
  pods("envoy-gateway", GATEWAY_NAMESPACE, { "control-plane": "envoy-gateway" }, { port: "metrics" }),
  // The proxies of the gateway; what they count of a route has its name in the name of its cluster.
  pods("envoy-proxies", GATEWAY_NAMESPACE, proxyLabels, { port: "metrics", path: "/stats/prometheus" }),
  pods(
    "external-secrets",
    "external-secrets",
    { "app.kubernetes.io/instance": "external-secrets" },
    { port: "metrics" },
  ),
  pods("karpenter", "kube-system", { "app.kubernetes.io/name": "karpenter" }, { port: "http-metrics" }),
  pods("gpu-operator", "gpu-operator", { app: "gpu-operator" }, { port: "metrics" }),
  // The operator, the API of its metrics, and its webhook.
  pods("keda", KEDA_NAMESPACE, { "app.kubernetes.io/instance": "keda" }, { port: "metrics" }),
  pods("kuberay-operator", RAY_NAMESPACE, { "app.kubernetes.io/name": "kuberay-operator" }, { port: "http" }),
  // It answers only those who ask for it by its name.
  pods("mlflow", DEVTOOLS_NAMESPACE, mlflowServer.labels, {
    portNumber: mlflowServer.port,
    relabelings: [{ targetLabel: "__address__", replacement: `${mlflowHost}:${String(mlflowServer.port)}` }],
  }),
  pods("model-servers", LLM_NAMESPACE, servingLabels, {
    portNumber: SERVING_PORT,
    relabelings: [onNode, onlyReady],
  }),
  {
    // KubeRay gives every pod this port; clusters of jobs are asked too.
    ...pods(
      "ray",
      RAY_NAMESPACE,
      { "ray.io/is-ray-node": "yes" },
      { port: "metrics", relabelings: [onNode] },
    ),
    podTargetLabels: ["ray.io/cluster", "ray.io/group", "ray.io/node-type"],
  },
  pods("prefect-server", DEVTOOLS_NAMESPACE, prefectServer.labels, {
    portNumber: prefectServer.port,
    path: "/api/metrics",
  }),
  pods("router", ROUTER_NAMESPACE, routerLabels, { port: "http" }),
  // Their certificate is of an authority in their own namespace; nothing is shown to them, and what they tell is no secret.
  // A server that is sealed answers here too, and says so.
  pods("vault", VAULT_NAMESPACE, vaultLabels, {
    port: VAULT_METRICS,
    path: "/v1/sys/metrics",
    params: { format: ["prometheus"] },
    scheme: "https",
    tlsConfig: { insecureSkipVerify: true },
  }),
  pods("velero", BACKUP_NAMESPACE, { "app.kubernetes.io/name": "velero" }, { port: "http-monitoring" }),
];

/** The token of Prometheus's service account, which may read `/metrics` of anything. */
const bearerTokenFile = "/var/run/secrets/kubernetes.io/serviceaccount/token";

export const serviceMonitors: readonly ServiceMonitor[] = [
  {
    name: "llm-d-router",
    namespaceSelector: { matchNames: [llmdRouter.namespace] },
    selector: { matchLabels: { "app.kubernetes.io/name": llmdRouter.service } },
    endpoints: [{ port: "http-metrics" }],
  },
  {
    // LeaderWorkerSet answers whom the API server knows and lets read metrics. Its chart has a Service for its webhook
    // alone: its pods are asked at another port, by HTTPS with a certificate that they sign themselves.
    name: "lws",
    namespaceSelector: { matchNames: [LWS_NAMESPACE] },
    selector: { matchLabels: { "app.kubernetes.io/instance": "webhook-service" } },
    endpoints: [
      {
        targetPort: 9443,
        bearerTokenFile,
        scheme: "https",
        tlsConfig: { insecureSkipVerify: true },
        relabelings: [
          {
            sourceLabels: ["__address__"],
            regex: "(.+):9443",
            targetLabel: "__address__",
            replacement: "$1:8443",
          },
        ],
      },
    ],
  },
];
