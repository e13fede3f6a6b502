/** The one list of add-ons; each is a file of `addons/`. */

import type { AddonContext, AddonEntry, EksFacts } from "./addon";
import { Authelia, autheliaArgsOf, usesStackState } from "./addons/authelia";
import { CertManager, provesByHttp } from "./addons/cert-manager";
import { ClusterAutoscaler } from "./addons/cluster-autoscaler";
import { Databases } from "./addons/databases";
import { DevtoolsPolicies } from "./addons/devtools-policies";
import { Dashboards } from "./addons/dashboards";
import { EnvoyGateway } from "./addons/envoy-gateway";
import { ExternalSecrets } from "./addons/external-secrets";
import { Gateway, gatewayArgsOf } from "./addons/gateway";
import { GpuOperator } from "./addons/gpu-operator";
import { GpuPrimer } from "./addons/gpu-primer";
import { GrafanaAdmin } from "./addons/grafana-admin";
import { InferenceCrds } from "./addons/inference-crds";
import { Karpenter } from "./addons/karpenter";
import { Keda } from "./addons/keda";
import { KubePrometheusStack } from "./addons/kube-prometheus-stack";
import { KubeRayOperator } from "./addons/kuberay-operator";
import { LlmdRouter } from "./addons/llm-d-router";
import { LoadBalancerController } from "./addons/load-balancer-controller";
import { Loki } from "./addons/loki";
import { Lws } from "./addons/lws";
import { Mlflow } from "./addons/mlflow";
import { ModelScaling, modelScalingOf } from "./addons/model-scaling";
import { OpenCost } from "./addons/opencost";
import { OpenTelemetryCollector } from "./addons/opentelemetry-collector";
import { PrefectServer } from "./addons/prefect-server";
import { PrefectWorker } from "./addons/prefect-worker";
import { Priorities } from "./addons/priorities";
import { Ray, rayArgsOf } from "./addons/ray";
import { Router, routerArgsOf } from "./addons/router";
import { Routes, routesArgsOf } from "./addons/routes";
import { SsoState } from "./addons/sso-state";
import { Storage } from "./addons/storage";
import { Tempo } from "./addons/tempo";
import { Vault } from "./addons/vault";
import { Velero } from "./addons/velero";

/** Every add-on by its id, which is the name of its file. What comes first in the list depends on nothing after it. */
export const addons: Readonly<Record<string, AddonEntry>> = {
  "cluster-autoscaler": {
    recipe: "autoscaling",
    dependsOn: [],
    only: "eks",
    when: ({ cluster }) => autoscalerOf(cluster) === "clusterAutoscaler",
    bringsNodes: true,
    create: (name, { cluster }, options) => new ClusterAutoscaler(name, onEks(cluster), options),
  },
  karpenter: {
    recipe: "autoscaling",
    dependsOn: [],
    only: "eks",
    when: ({ cluster }) => autoscalerOf(cluster) === "karpenter",
    bringsNodes: true,
    create: (name, { cluster }, options) => new Karpenter(name, onEks(cluster), options),
  },
  storage: {
    recipe: "base",
    dependsOn: [],
    namespaces: "none",
    only: "eks",
    create: (name, { cluster }, options) => new Storage(name, { scope: onEks(cluster).scope }, options),
  },
  priorities: {
    recipe: "base",
    dependsOn: [],
    namespaces: "none",
    create: (name, _context, options) => new Priorities(name, options),
  },
  "cert-manager": {
    recipe: "base",
    dependsOn: ["priorities"],
    // It does not start without the definitions of the Gateway API where it makes routes.
    afterHere: (context) => (provesByHttp(context) ? ["envoy-gateway"] : []),
    create: (name, context, options) => new CertManager(name, context, options),
  },
  "load-balancer-controller": {
    recipe: "base",
    // Its webhooks' certificate.
    dependsOn: ["cert-manager"],
    only: "eks",
    create: (name, { cluster }, options) => new LoadBalancerController(name, onEks(cluster), options),
  },
  "external-secrets": {
    recipe: "base",
    dependsOn: ["priorities"],
    create: (name, context, options) => new ExternalSecrets(name, context, options),
  },
  keda: {
    recipe: "autoscaling",
    dependsOn: ["priorities"],
    create: (name, _context, options) => new Keda(name, options),
  },
  "gpu-primer": {
    recipe: "autoscaling",
    dependsOn: ["priorities"],
    // Karpenter waits for no pod.
    when: ({ cluster }) => autoscalerOf(cluster) !== "karpenter",
    create: (name, _context, options) => new GpuPrimer(name, options),
  },
  "gpu-operator": {
    recipe: "gpu",
    dependsOn: [],
    create: (name, { config: { gpuDriver } }, options) =>
      new GpuOperator(name, { driver: gpuDriver }, options),
  },
  "kuberay-operator": {
    recipe: "ray",
    dependsOn: ["priorities"],
    create: (name, _context, options) => new KubeRayOperator(name, options),
  },
  ray: {
    recipe: "ray",
    dependsOn: ["storage", "priorities", "external-secrets", "kuberay-operator"],
    create: (name, context, options) => new Ray(name, rayArgsOf(context), options),
  },
  "grafana-admin": {
    recipe: "observability",
    dependsOn: ["external-secrets"],
    create: (name, _context, options) => new GrafanaAdmin(name, options),
  },
  "kube-prometheus-stack": {
    recipe: "observability",
    // Not the password of Grafana: its pod waits for the Secret by itself, while all the others start.
    dependsOn: ["storage", "priorities"],
    create: (name, context, options) => new KubePrometheusStack(name, context, options),
  },
  loki: {
    recipe: "observability",
    dependsOn: ["storage", "priorities", "kube-prometheus-stack"],
    create: (name, context, options) => new Loki(name, context, options),
  },
  tempo: {
    recipe: "observability",
    dependsOn: ["storage", "priorities", "kube-prometheus-stack"],
    create: (name, context, options) => new Tempo(name, context, options),
  },
  opencost: {
    recipe: "observability",
    dependsOn: ["priorities", "kube-prometheus-stack"],
    create: (name, _context, options) => new OpenCost(name, options),
  },
  "opentelemetry-collector": {
    recipe: "observability",
    // The definition of its monitor. What it sends to may come later: it tries again until somebody answers.
    dependsOn: ["priorities", "kube-prometheus-stack"],
    create: (name, _context, options) => new OpenTelemetryCollector(name, options),
  },
  dashboards: {
    recipe: "observability",
    // Grafana finds them whenever they come. They are by far the largest objects of the state, which Pulumi writes after
    // every step: last of the recipe they cost the least.
    dependsOn: ["loki", "tempo", "opencost", "opentelemetry-collector"],
    create: (name, _context, options) => new Dashboards(name, options),
  },
  "devtools-policies": {
    recipe: "devtools",
    dependsOn: [],
    create: (name, { cluster }, options) =>
      new DevtoolsPolicies(name, { onAws: cluster.kind === "eks" }, options),
  },
  databases: {
    recipe: "devtools",
    // The authorities of RDS are a Secret that it fetches.
    dependsOn: ["priorities", "external-secrets", "devtools-policies"],
    only: "eks",
    create: (name, { cluster }, options) => new Databases(name, { cluster: onEks(cluster) }, options),
  },
  "prefect-server": {
    recipe: "devtools",
    dependsOn: ["storage", "priorities", "databases"],
    create: (name, context, options) => new PrefectServer(name, context, options),
  },
  "prefect-worker": {
    recipe: "devtools",
    // Its first act is to ask the server for its work pool.
    dependsOn: ["priorities", "devtools-policies", "prefect-server"],
    create: (name, context, options) => new PrefectWorker(name, context, options),
  },
  mlflow: {
    recipe: "devtools",
    dependsOn: ["storage", "priorities", "databases"],
    create: (name, context, options) => new Mlflow(name, context, options),
  },
  vault: {
    recipe: "vault",
    dependsOn: ["storage", "priorities", "cert-manager"],
    create: (name, context, options) => new Vault(name, context, options),
  },
  "inference-crds": {
    recipe: "llm",
    dependsOn: [],
    namespaces: "none",
    create: (name, _context, options) => new InferenceCrds(name, options),
  },
  lws: {
    recipe: "llm",
    dependsOn: [],
    create: (name, _context, options) => new Lws(name, options),
  },
  "llm-d-router": {
    recipe: "llm",
    // A model has a volume, and may have a token from a store of secrets.
    dependsOn: ["storage", "priorities", "external-secrets", "inference-crds"],
    // Its webhooks see every LeaderWorkerSet that is made.
    afterHere: ({ config: { llm } }) => ((llm?.nodesPerReplica ?? 1) > 1 ? ["lws"] : []),
    create: (name, { config: { llm, storageClass, secrets, autoscaling } }, options) =>
      new LlmdRouter(
        name,
        { settings: llm, storageClass, secrets, scaledTo: autoscaling.models?.maxReplicas },
        options,
      ),
  },
  "model-scaling": {
    recipe: "llm",
    dependsOn: ["llm-d-router"],
    after: ["keda", "kube-prometheus-stack"],
    when: ({ config: { autoscaling } }) => autoscaling.models !== undefined,
    create: (name, context, options) => new ModelScaling(name, modelScalingOf(context), options),
  },
  router: {
    recipe: "router",
    // The upstream's key may come from a store of secrets.
    dependsOn: ["priorities", "external-secrets"],
    // The job makes the database of its keys.
    afterHere: ({ config: { router } }) => (router?.auth === "keys" ? ["databases"] : []),
    create: (name, context, options) => new Router(name, routerArgsOf(context), options),
  },
  "envoy-gateway": {
    recipe: "gateway",
    // On AWS the load balancers of its proxies, which go before their controller.
    dependsOn: ["load-balancer-controller"],
    create: (name, _context, options) => new EnvoyGateway(name, options),
  },
  gateway: {
    recipe: "gateway",
    dependsOn: ["priorities", "cert-manager", "envoy-gateway"],
    create: (name, context, options) => new Gateway(name, gatewayArgsOf(context), options),
  },
  "sso-state": {
    recipe: "sso",
    dependsOn: ["priorities", "external-secrets"],
    only: "eks",
    when: usesStackState,
    create: (name, { cluster }, options) => new SsoState(name, { cluster: onEks(cluster) }, options),
  },
  authelia: {
    recipe: "sso",
    dependsOn: ["storage", "priorities", "cert-manager", "external-secrets", "gateway", "sso-state"],
    create: (name, context, options) => new Authelia(name, autheliaArgsOf(context), options),
  },
  routes: {
    recipe: "sso",
    // No route is there before what stands in front of it.
    dependsOn: ["authelia"],
    namespaces: "all",
    create: (name, context, options) => new Routes(name, routesArgsOf(context), options),
  },
  velero: {
    recipe: "backup",
    dependsOn: ["priorities", "external-secrets"],
    create: (name, context, options) => new Velero(name, context, options),
  },
};

/** What adds and removes nodes; `undefined` where nobody knows. */
function autoscalerOf(cluster: AddonContext["cluster"]): EksFacts["pools"]["autoscaler"] | undefined {
  return cluster.kind === "eks" ? cluster.pools.autoscaler : undefined;
}

/** The facts of a cluster on AWS, for what is for no other. */
function onEks(cluster: AddonContext["cluster"]): EksFacts {
  if (cluster.kind === "eks") return cluster;
  throw new Error(`An add-on for clusters on AWS was asked for on a cluster of the kind ${cluster.kind}.`);
}
