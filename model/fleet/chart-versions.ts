/** Where the charts and CRDs of the recipes come from, and in which version; fleet/ says the same in YAML. */

import { components } from "../compatibility";
import type { RecipeId } from "./recipes";

/** A Helm repository: its charts' versions stand in the releases. */
interface HelmSource {
  readonly kind: "HelmRepository";
  readonly url: string;
}

/** One artifact of an OCI registry or a Git repository, in one version. */
interface PinnedSource {
  readonly kind: "OCIRepository" | "GitRepository";
  readonly url: string;
  /** The tag, as the source spells it. */
  readonly tag: string;
}

export type ChartSource = HelmSource | PinnedSource;

/** Every source of fleet/management/flux/sources, by its name. */
export const chartSources: Readonly<Record<string, ChartSource>> = {
  "cert-manager": {
    kind: "OCIRepository",
    url: "oci://quay.io/jetstack/charts/cert-manager",
    tag: "v1.21.2",
  },
  "community-charts": {
    kind: "HelmRepository",
    url: "https://community-charts.github.io/helm-charts",
  },
  "external-secrets": { kind: "HelmRepository", url: "https://charts.external-secrets.io" },
  "gateway-api-inference-extension": {
    kind: "GitRepository",
    url: "https://github.com/kubernetes-sigs/gateway-api-inference-extension",
    tag: `v${components["inference-extension-crds"].version}`,
  },
  "grafana-community": {
    kind: "HelmRepository",
    url: "https://grafana-community.github.io/helm-charts",
  },
  hashicorp: { kind: "HelmRepository", url: "https://helm.releases.hashicorp.com" },
  kedacore: { kind: "HelmRepository", url: "https://kedacore.github.io/charts" },
  kuberay: { kind: "HelmRepository", url: "https://ray-project.github.io/kuberay-helm" },
  "llm-d-router": {
    kind: "GitRepository",
    url: "https://github.com/llm-d/llm-d-router",
    tag: `v${components["llm-d-router"].version}`,
  },
  "llm-d-router-standalone": {
    kind: "OCIRepository",
    url: "oci://ghcr.io/llm-d/charts/llm-d-router-standalone",
    tag: `v${components["llm-d-router"].version}`,
  },
  lws: {
    kind: "OCIRepository",
    url: "oci://registry.k8s.io/lws/charts/lws",
    tag: components["leader-worker-set"].version,
  },
  nvidia: { kind: "HelmRepository", url: "https://helm.ngc.nvidia.com/nvidia" },
  "open-telemetry": {
    kind: "HelmRepository",
    url: "https://open-telemetry.github.io/opentelemetry-helm-charts",
  },
  opencost: { kind: "HelmRepository", url: "https://opencost.github.io/opencost-helm-chart" },
  prefect: { kind: "HelmRepository", url: "https://prefecthq.github.io/prefect-helm" },
  "prometheus-community": {
    kind: "HelmRepository",
    url: "https://prometheus-community.github.io/helm-charts",
  },
  "vmware-tanzu": { kind: "HelmRepository", url: "https://vmware-tanzu.github.io/helm-charts" },
};

/** One chart of a Helm repository that a recipe installs. */
export interface RecipeChart {
  readonly recipe: RecipeId;
  /** Name of its source. */
  readonly source: string;
  readonly version: string;
}

/** Version of all of Prefect's charts: the day and the time that they were made at. */
const PREFECT_CHARTS = "2026.8.18172642";

/** One chart that only stacks on AWS have. */
export interface AwsChart {
  /** Its name in its repository, or `oci://…`. */
  readonly chart: string;
  /** URL of its repository. @default none: the chart is in an image registry */
  readonly repository?: string;
  readonly version: string;
}

/** The charts that come from Helm repositories, by their names. */
export const recipeCharts: Readonly<Record<string, RecipeChart>> = {
  "external-secrets": {
    recipe: "base",
    source: "external-secrets",
    version: components["external-secrets"].version,
  },
  keda: { recipe: "autoscaling", source: "kedacore", version: "2.20.2" },
  "kube-prometheus-stack": {
    recipe: "observability",
    source: "prometheus-community",
    version: "88.3.0",
  },
  loki: { recipe: "observability", source: "grafana-community", version: components.loki.version },
  tempo: { recipe: "observability", source: "grafana-community", version: components.tempo.version },
  opencost: { recipe: "observability", source: "opencost", version: "2.5.22" },
  "opentelemetry-collector": {
    recipe: "observability",
    source: "open-telemetry",
    version: "0.170.0",
  },
  "prefect-server": { recipe: "devtools", source: "prefect", version: PREFECT_CHARTS },
  "prefect-worker": { recipe: "devtools", source: "prefect", version: PREFECT_CHARTS },
  mlflow: { recipe: "devtools", source: "community-charts", version: "1.11.5" },
  vault: { recipe: "vault", source: "hashicorp", version: "0.34.1" },
  "gpu-operator": { recipe: "gpu", source: "nvidia", version: `v${components["gpu-operator"].version}` },
  "kuberay-operator": {
    recipe: "ray",
    source: "kuberay",
    version: components["kuberay-operator"].version,
  },
  velero: { recipe: "backup", source: "vmware-tanzu", version: "12.1.0" },
};

/** The charts that only stacks on AWS have, by their names; Flux installs none of them. */
export const awsCharts: Readonly<Record<string, AwsChart>> = {
  "aws-load-balancer-controller": {
    chart: "aws-load-balancer-controller",
    repository: "https://aws.github.io/eks-charts",
    version: components["aws-load-balancer-controller"].version,
  },
  "cluster-autoscaler": {
    chart: "cluster-autoscaler",
    repository: "https://kubernetes.github.io/autoscaler",
    version: components["cluster-autoscaler"].version,
  },
  karpenter: {
    chart: "oci://public.ecr.aws/karpenter/karpenter",
    version: components.karpenter.version,
  },
  "karpenter-crd": {
    chart: "oci://public.ecr.aws/karpenter/karpenter-crd",
    version: components["karpenter-crd"].version,
  },
};

/** Version of Ray itself: the image and what the operator is told that it is. */
export const rayVersion = "2.60.0";

/** Version of Python in Ray's images; jobs are locked for it. */
export const rayPython = "3.12";

const rayImage = `docker.io/rayproject/ray:${rayVersion}-py${rayPython.replace(".", "")}`;

/** Ray's own images: https://docs.ray.io/en/latest/ray-overview/installation.html#docker-source-images */
export const rayImages = { cpu: rayImage, gpu: `${rayImage}-gpu` } as const;

/** Packages of Crossplane that fleet/crossplane installs, by their names. */
export const crossplanePackages: Readonly<Record<string, string>> = {
  "provider-family-aws": "ghcr.io/crossplane-contrib/provider-family-aws:v2.7.0",
  "provider-aws-rds": "ghcr.io/crossplane-contrib/provider-aws-rds:v2.7.0",
  "function-patch-and-transform":
    "xpkg.crossplane.io/crossplane-contrib/function-patch-and-transform:v0.10.10",
};

/** Status of a chart source: one that gets new versions, or one that does not any more. */
export interface DeadSource {
  /** What a URL of it begins with, without its scheme. */
  readonly prefix: string;
  /** What happened to it. */
  readonly reason: string;
  /** What to take instead. */
  readonly instead: string;
}

/** Chart sources that people still know, and that no recipe may use. */
export const deadSources: readonly DeadSource[] = [
  {
    prefix: "charts.bitnami.com/",
    reason: "The versioned images of bitnami's charts moved away, so their pods do not start.",
    instead: "the chart of the project itself",
  },
  {
    prefix: "registry-1.docker.io/bitnamicharts",
    reason: "The versioned images of bitnami's charts moved away, so their pods do not start.",
    instead: "the chart of the project itself",
  },
  {
    prefix: "docker.io/bitnamicharts",
    reason: "The versioned images of bitnami's charts moved away, so their pods do not start.",
    instead: "the chart of the project itself",
  },
  {
    prefix: "kubernetes.github.io/ingress-nginx",
    reason: "ingress-nginx was archived in March 2026 and gets no security fixes.",
    instead: "Envoy Gateway, which every cluster gets as addons/gateway",
  },
  {
    prefix: "grafana.github.io/helm-charts",
    reason: "The charts of Grafana, Loki and Tempo moved, and get no new versions there.",
    instead: "https://grafana-community.github.io/helm-charts",
  },
  {
    prefix: "charts.helm.sh/",
    reason: "The charts `stable` and `incubator` were archived in 2020.",
    instead: "the chart of the project itself",
  },
  {
    prefix: "kubernetes-charts.storage.googleapis.com",
    reason: "The chart repository `stable` was switched off in 2020.",
    instead: "the chart of the project itself",
  },
];

/** The dead source that a URL is of, if any. */
export function deadSourceOf(url: string): DeadSource | undefined {
  const bare = url
    .trim()
    .toLowerCase()
    .replace(/^[a-z+]+:\/\//, "");
  return deadSources.find(({ prefix }) => `${bare}/`.startsWith(prefix));
}
