/** Every workload of the platform with its labels and the ports that it listens on, those of charts among them. */

import { mlflowServer, prefectServer, prefectWorker } from "../../model/k8s/devtools";
import { flowLabels } from "../../model/k8s/flow-jobs";
import { GATEWAY, PROXY_PORTS, proxyLabels } from "../../model/k8s/gateway";
import { SERVING_PORT, servingLabels } from "../../model/k8s/llm";
import { RAY_PORTS, REDIS_PORT } from "../../model/k8s/ray/names";
import { llmdRouter, routerPort } from "../../model/k8s/router";
import { autheliaLabels } from "../../model/k8s/sso/deployment";
import { autheliaPorts } from "../../model/k8s/sso/names";
import { vaultLabels, vaultPorts } from "../../model/k8s/vault";

/** One workload. */
export interface Workload {
  readonly labels: Readonly<Record<string, string>>;
  /** TCP ports that it listens on. */
  readonly ports: readonly number[];
}

const named = (name: string): Readonly<Record<string, string>> => ({ "app.kubernetes.io/name": name });
const ray = (type: string): Readonly<Record<string, string>> => ({
  "ray.io/is-ray-node": "yes",
  "ray.io/node-type": type,
  "ray.io/cluster": "ray",
});

/**
 * The workloads by `<namespace>/<name>`. Those of charts have the labels that policies look for, which are their charts',
 * and the ports that their charts give them.
 */
export const workloads: Readonly<Record<string, Workload>> = {
  "cert-manager/cert-manager": { labels: named("cert-manager"), ports: [9402] },
  "cert-manager/webhook": { labels: named("webhook"), ports: [10250, 9402] },
  "external-secrets/external-secrets": { labels: named("external-secrets"), ports: [8080] },
  "external-secrets/webhook": { labels: named("external-secrets-webhook"), ports: [10250, 8080] },
  "keda/keda-operator": { labels: named("keda-operator"), ports: [8080, 9666] },
  "keda/metrics-apiserver": { labels: named("keda-operator-metrics-apiserver"), ports: [6443, 8080] },
  "keda/admission-webhooks": { labels: named("keda-admission-webhooks"), ports: [8080, 9443] },
  "gpu-primer/gpu-primer": { labels: named("gpu-primer"), ports: [] },
  "observability/prometheus": { labels: named("prometheus"), ports: [9090] },
  "observability/alertmanager": { labels: named("alertmanager"), ports: [9093] },
  "observability/operator": { labels: named("kube-prometheus-stack-prometheus-operator"), ports: [10250] },
  "observability/grafana": { labels: named("grafana"), ports: [3000] },
  "observability/loki": { labels: named("loki"), ports: [3100] },
  "observability/tempo": { labels: named("tempo"), ports: [3200, 4317] },
  "observability/opentelemetry-collector": {
    labels: named("opentelemetry-collector"),
    ports: [4317, 4318, 8888],
  },
  "devtools/prefect-server": { labels: prefectServer.labels, ports: [prefectServer.port] },
  "devtools/prefect-worker": { labels: prefectWorker.labels, ports: [] },
  "devtools/mlflow": { labels: mlflowServer.labels, ports: [mlflowServer.port] },
  "devtools/flows": { labels: flowLabels, ports: [] },
  "envoy-gateway-system/envoy": {
    labels: {
      "app.kubernetes.io/name": "envoy",
      ...proxyLabels,
      "gateway.envoyproxy.io/owning-gateway-name": GATEWAY,
    },
    ports: [...PROXY_PORTS, 19_001],
  },
  "envoy-gateway-system/envoy-gateway": {
    labels: { ...named("gateway-helm"), "control-plane": "envoy-gateway" },
    ports: [9443, 18_000, 19_001],
  },
  "gpu-operator/dcgm-exporter": { labels: { app: "nvidia-dcgm-exporter" }, ports: [9400] },
  "gpu-operator/gpu-operator": { labels: { app: "gpu-operator" }, ports: [8080] },
  "ray/kuberay-operator": { labels: named("kuberay-operator"), ports: [8080] },
  "ray/head": { labels: ray("head"), ports: Object.values(RAY_PORTS) },
  "ray/worker": { labels: ray("worker"), ports: [RAY_PORTS.metrics] },
  "ray/ray-redis": { labels: named("ray-redis"), ports: [REDIS_PORT] },
  "llm/llm-d-router": { labels: llmdRouter.labels, ports: [llmdRouter.port, 9090] },
  "llm/model-server": { labels: { ...named("model-server"), ...servingLabels }, ports: [SERVING_PORT] },
  "lws-system/lws": { labels: named("lws"), ports: [9443, 8443] },
  "sso/authelia": { labels: autheliaLabels, ports: Object.values(autheliaPorts) },
  "router/router": { labels: named("router"), ports: [routerPort] },
  "vault/vault": { labels: vaultLabels, ports: Object.values(vaultPorts) },
  "velero/velero": { labels: named("velero"), ports: [8085] },
};
