/** The namespaces of the platform on Kubernetes, and what pods in each may do. */

import type { RecipeId } from "../fleet/recipes";
import { DEVTOOLS_NAMESPACE } from "./devtools";
import {
  devtoolsQuota,
  gpuOperatorQuota,
  llmQuota,
  observabilityQuota,
  rayQuota,
  routerQuota,
  vaultQuota,
} from "./guard-rails";
import type { PlatformSizes, Quota } from "./guard-rails";
import { GATEWAY_NAMESPACE, PROXY_PORTS, proxyLabels } from "./gateway";
import { LWS_NAMESPACE } from "./llm";
import { routePorts } from "./routes";
import { prometheusService } from "./observability";
import { API_SERVER } from "./traffic";
import { VAULT_NAMESPACE } from "./vault";
import type { Traffic } from "./traffic";

/** Levels of the Pod Security Standards: https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
export type PodSecurityLevel = "restricted" | "baseline" | "privileged";

/** One namespace. */
export interface PlatformNamespace {
  /** The recipe that makes it. */
  readonly recipe: RecipeId;
  /** The level that pods are held to. Every namespace warns of what the strictest level would refuse. */
  readonly podSecurity: PodSecurityLevel;
  /** Why it is not the strictest. @default it is */
  readonly reason?: string;
  /** What all of its pods may talk to. @default its add-ons say so, connection by connection */
  readonly traffic?: Traffic;
  /** What its pods may ask for together; the reason for the numbers stands beside them. */
  readonly quota: Quota | ((sizes: PlatformSizes) => Quota);
}

/** Pods of a chart by the name that it labels them with. */
function named(name: string): Readonly<Record<string, string>> {
  return { "app.kubernetes.io/name": name };
}

/** Every namespace by its name. */
export const platformNamespaces: Readonly<Record<string, PlatformNamespace>> = {
  "cert-manager": {
    recipe: "base",
    podSecurity: "restricted",
    // Its webhook and its metrics; ACME servers.
    traffic: {
      doors: { webhook: { pods: named("webhook"), ports: [10_250], from: "apiServer" } },
      metrics: [9402],
      egress: [...API_SERVER],
    },
    // Three deployments and the job of the chart's check, twice while they are updated, and the pods that solve
    // challenges of ACME.
    quota: { pods: 30, cpus: 4, memoryGiB: 8, containerGiB: 2 },
  },
  "external-secrets": {
    recipe: "base",
    podSecurity: "restricted",
    // Its webhook and its metrics; the APIs of clouds, and Vault.
    traffic: {
      doors: { webhook: { pods: named("external-secrets-webhook"), ports: [10_250], from: "apiServer" } },
      metrics: [8080],
      egress: [...API_SERVER, 8200],
    },
    // Three deployments, twice while they are updated.
    quota: { pods: 20, cpus: 4, memoryGiB: 8, containerGiB: 2 },
  },
  keda: {
    recipe: "autoscaling",
    podSecurity: "restricted",
    // The API of its metrics, its webhook, and what is measured of it; the API server, and Prometheus.
    traffic: {
      doors: {
        "metrics-api": { pods: named("keda-operator-metrics-apiserver"), ports: [6443], from: "apiServer" },
        webhook: { pods: named("keda-admission-webhooks"), ports: [9443], from: "apiServer" },
      },
      metrics: [8080],
      egress: [...API_SERVER, prometheusService.port],
    },
    // Three deployments of two pods, twice while they are updated.
    quota: { pods: 20, cpus: 4, memoryGiB: 8, containerGiB: 2 },
  },
  "gpu-primer": {
    recipe: "autoscaling",
    podSecurity: "restricted",
    // Its pod never runs.
    traffic: { egress: [] },
    // One pod of one GPU that never runs, and a second one while somebody replaces it.
    quota: { pods: 2, cpus: 1, memoryGiB: 1, gpus: 2, containerGiB: 1 },
  },
  observability: {
    recipe: "observability",
    podSecurity: "privileged",
    reason:
      "The node exporter reads the host: its network, its processes and its root file system. The collector reads pods' logs there.",
    // The operator's webhook, and what pods send by OTLP.
    traffic: {
      doors: {
        webhook: {
          pods: named("kube-prometheus-stack-prometheus-operator"),
          ports: [10_250],
          from: "apiServer",
        },
        otlp: { pods: named("opentelemetry-collector"), ports: [4317, 4318], from: "pods" },
      },
      egress: [...API_SERVER],
    },
    quota: observabilityQuota,
  },
  [DEVTOOLS_NAMESPACE]: { recipe: "devtools", podSecurity: "restricted", quota: devtoolsQuota },
  [VAULT_NAMESPACE]: { recipe: "vault", podSecurity: "restricted", quota: vaultQuota },
  "gpu-operator": {
    recipe: "gpu",
    podSecurity: "privileged",
    reason: "The operator and its plugins work on the devices of the host.",
    // The metrics of GPUs and of the operator.
    traffic: { metrics: [9400, 8080], egress: [...API_SERVER] },
    quota: gpuOperatorQuota,
  },
  ray: { recipe: "ray", podSecurity: "restricted", quota: rayQuota },
  llm: {
    recipe: "llm",
    podSecurity: "baseline",
    reason: "Model servers mount shared memory; not every image of one sets a seccomp profile.",
    quota: llmQuota,
  },
  [LWS_NAMESPACE]: {
    recipe: "llm",
    podSecurity: "baseline",
    reason: "The controller sets no seccomp profile.",
    // Its webhook and its metrics.
    traffic: {
      doors: { webhook: { pods: named("lws"), ports: [9443], from: "apiServer" } },
      metrics: [8443],
      egress: [...API_SERVER],
    },
    // Two pods of the controller, twice while they are updated.
    quota: { pods: 10, cpus: 4, memoryGiB: 8, containerGiB: 2 },
  },
  router: {
    recipe: "router",
    podSecurity: "restricted",
    quota: routerQuota,
  },
  [GATEWAY_NAMESPACE]: {
    recipe: "gateway",
    podSecurity: "restricted",
    // In: people, by the proxies' ports; the webhook that tells proxies their zone; metrics. Out: the API server, and
    // what routes lead to.
    traffic: {
      doors: {
        proxies: { pods: proxyLabels, ports: PROXY_PORTS, from: "people" },
        webhook: { pods: { "control-plane": "envoy-gateway" }, ports: [9443], from: "apiServer" },
      },
      metrics: [19_001],
      egress: [...API_SERVER, ...routePorts],
    },
    // Two pods of the controller and two proxies, twice while they are updated, and the job that makes their
    // certificates. The one load balancer of the platform.
    quota: { pods: 20, cpus: 4, memoryGiB: 8, loadBalancers: 1, containerGiB: 1 },
  },
  sso: {
    recipe: "sso",
    podSecurity: "restricted",
    // One pod twice while it is updated, and its volume; or two and one more, and the job of their state.
    quota: { pods: 6, cpus: 2, memoryGiB: 4, storageGiB: 2, containerGiB: 1 },
  },
  velero: {
    recipe: "backup",
    podSecurity: "restricted",
    // Its metrics; buckets, and the API of EC2.
    traffic: { metrics: [8085], egress: [...API_SERVER] },
    // The server and its job for CRDs, twice while they are updated.
    quota: { pods: 10, cpus: 4, memoryGiB: 8, containerGiB: 2 },
  },
};

/** Labels of a namespace that hold its pods to a level. */
export function podSecurityLabels(level: PodSecurityLevel): Readonly<Record<string, string>> {
  const prefix = "pod-security.kubernetes.io";
  return {
    [`${prefix}/enforce`]: level,
    [`${prefix}/enforce-version`]: "latest",
    [`${prefix}/audit`]: "restricted",
    [`${prefix}/warn`]: "restricted",
  };
}
