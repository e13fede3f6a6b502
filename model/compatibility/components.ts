/** The components of the platform whose versions must agree, each in a version that works with the others. */

/** One component. */
export interface Component {
  readonly title: string;
  /** A version that works with the others of this table; `undefined` for a way of using a component. */
  readonly version?: string;
  /** Names of the Helm charts that install it. @default none */
  readonly charts?: readonly string[];
}

/** Every component, and every way of using one that pairs ask about. Charts in their own versions, not their apps'. */
export const components = {
  kubernetes: { title: "Kubernetes on EKS", version: "1.36" },
  "gateway-api-crds": { title: "Gateway API CRDs", version: "1.6.1" },
  "inference-extension-crds": { title: "Gateway API Inference Extension CRDs", version: "1.5.0" },
  "aws-load-balancer-controller": {
    title: "AWS Load Balancer Controller",
    version: "3.5.0",
    charts: ["aws-load-balancer-controller"],
  },
  cilium: { title: "Cilium", version: "1.20.2", charts: ["cilium"] },
  "cilium-gateway": { title: "Cilium with its gateway" },
  "envoy-gateway": { title: "Envoy Gateway", version: "1.9.1", charts: ["gateway-helm"] },
  "cluster-autoscaler": {
    title: "Cluster Autoscaler",
    version: "9.59.0",
    charts: ["cluster-autoscaler"],
  },
  karpenter: { title: "Karpenter", version: "1.14.0", charts: ["karpenter"] },
  "karpenter-crd": { title: "Karpenter CRDs", version: "1.14.0", charts: ["karpenter-crd"] },
  "karpenter-interruption": { title: "Karpenter with an interruption queue" },
  "aws-node-termination-handler": {
    title: "AWS Node Termination Handler",
    charts: ["aws-node-termination-handler"],
  },
  "nvidia-device-plugin": {
    title: "NVIDIA device plugin",
    version: "0.19.3",
    charts: ["nvidia-device-plugin"],
  },
  "gpu-operator": { title: "NVIDIA GPU operator", version: "26.3.3", charts: ["gpu-operator"] },
  "gpu-operator-device-plugin": { title: "NVIDIA GPU operator with its device plugin" },
  "gpu-operator-driver": { title: "NVIDIA GPU operator with its driver" },
  "ami-al2": { title: "A node on an Amazon Linux 2 AMI" },
  "ami-nvidia": { title: "a node on an NVIDIA AMI, which brings the driver" },
  "ebs-csi-node-role": { title: "The EBS CSI add-on without a role of its own" },
  irsa: { title: "An IAM role by annotation (IRSA)" },
  "pod-identity": { title: "EKS Pod Identity" },
  loki: { title: "Loki", version: "18.13.1", charts: ["loki"] },
  "loki-single-binary": { title: "The Loki chart with `deploymentMode: SingleBinary`" },
  "loki-monolithic": { title: "The Loki chart with `deploymentMode: Monolithic`" },
  tempo: { title: "Tempo", version: "3.0.0", charts: ["tempo"] },
  "tempo-removed-values": {
    title: "The Tempo chart with `tempo.ingester`, `compactor` or `memBallast` values",
  },
  "external-secrets": { title: "External Secrets Operator", version: "2.7.0", charts: ["external-secrets"] },
  "external-secrets-v1beta1": { title: "A resource of `external-secrets.io/v1beta1`" },
  "cilium-node-config-v2alpha1": { title: "A `CiliumNodeConfig` of `cilium.io/v2alpha1`" },
  "kuberay-operator": { title: "KubeRay operator", version: "1.7.0", charts: ["kuberay-operator"] },
  "ray-cluster": { title: "KubeRay cluster chart", version: "1.7.0", charts: ["ray-cluster"] },
  "llm-d-router": {
    title: "llm-d router",
    version: "0.10.0",
    charts: ["llm-d-router-gateway", "llm-d-router-standalone"],
  },
  "llm-d-router-removed-values": {
    title: "The llm-d router with the values `inferenceExtension` or `inferencePool`",
  },
  "inference-objective-old": { title: "An `InferenceObjective` of `inference.networking.x-k8s.io`" },
  "leader-worker-set": { title: "LeaderWorkerSet", version: "0.9.0", charts: ["lws"] },
  "disaggregated-set": { title: "A `DisaggregatedSet`" },
  "chart-without-hooks": { title: "chart with hooks, installed by `helm.v4.Chart`, which drops them" },
} as const satisfies Readonly<Record<string, Component>>;

export type ComponentName = keyof typeof components;

/**
 * Version of the Gateway API CRDs that the chart of each Envoy Gateway installs beside its own.
 *
 * Source: https://gateway.envoyproxy.io/news/releases/matrix/
 */
export const gatewayApiOfEnvoyGateway: Readonly<Record<string, string>> = {
  "1.9": "1.6.1",
  "1.8": "1.5.1",
  "1.7": "1.4.1",
  "1.6": "1.4.0",
  "1.5": "1.3.0",
  "1.4": "1.3.0",
};

/** Charts whose hooks do work that is needed, and what they do. */
export const chartsWithHooks: Readonly<Record<string, string>> = {
  "prefect-server": "the migration of its database",
  "kube-prometheus-stack": "the certificates of its admission webhook",
  velero: "the installation of its CRDs",
};

/** The component that a chart of this name installs. */
export function componentOfChart(chart: string): ComponentName | undefined {
  const entries = Object.entries(components) as [ComponentName, Component][];
  return entries.find(([, { charts }]) => charts?.includes(chart) === true)?.[0];
}

/** What is said of a component. */
export function componentFacts(name: ComponentName): Component {
  return components[name];
}
