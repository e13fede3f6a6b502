/** The pairs of components that do not work together, each with what happens and the nearest pair that works. */

import type { Pair } from "./types";

const GATEWAY_API_URL = "https://gateway-api.sigs.k8s.io/guides/getting-started/introduction/";
const GATEWAY_API_GOOD =
  "Gateway API CRDs 1.6.1, which Envoy Gateway, Cilium and the load balancer controller take.";
const KARPENTER_URL = "https://karpenter.sh/docs/upgrading/compatibility/";
const LOKI_URL = "https://grafana.com/docs/loki/latest/setup/upgrade/upgrade-helm/";
const LLM_D_URL = "https://llm-d.ai/docs/dev/resources/gateway/install-crds";

const gatewayApi: readonly Pair[] = [
  {
    id: "gateway-api-owner",
    kind: "once",
    component: "gateway-api-crds",
    reason:
      "Two owners overwrite each other's CRDs, and the one that is removed first takes every Gateway with it.",
    good: "One installation of the Gateway API CRDs 1.6.1; Envoy Gateway's chart leaves them out with `crds.enabled: false`.",
    url: GATEWAY_API_URL,
  },
  {
    id: "gateway-api-load-balancer-controller",
    kind: "requires",
    component: "aws-load-balancer-controller",
    needs: "gateway-api-crds",
    steps: [{ versions: { from: "3.5.0" }, needed: { from: "1.6.0", below: "1.7.0" } }],
    reason:
      "The controller is built against Gateway API 1.6 and turns its gateways off where the CRDs are older.",
    good: GATEWAY_API_GOOD,
    url: "https://github.com/kubernetes-sigs/aws-load-balancer-controller/releases/tag/v3.5.0",
  },
  {
    id: "gateway-api-cilium",
    kind: "requires",
    component: "cilium-gateway",
    needs: "gateway-api-crds",
    steps: [{ versions: { from: "1.20" }, needed: { from: "1.6.1", below: "1.7.0" } }],
    reason: "Cilium's gateway does not start where the CRDs lack what it watches.",
    good: GATEWAY_API_GOOD,
    url: "https://docs.cilium.io/en/stable/network/servicemesh/gateway-api/gateway-api/",
  },
  {
    id: "gateway-api-envoy-gateway",
    kind: "requires",
    component: "envoy-gateway",
    needs: "gateway-api-crds",
    steps: [
      { versions: { from: "1.9", below: "1.10" }, needed: { from: "1.6.1", below: "1.7.0" } },
      { versions: { from: "1.8", below: "1.9" }, needed: { from: "1.5.1", below: "1.6.0" } },
    ],
    reason: "Envoy Gateway is compiled with one version of Gateway API and watches what that has.",
    good: `Envoy Gateway 1.9 with ${GATEWAY_API_GOOD}`,
    url: "https://gateway.envoyproxy.io/news/releases/matrix/",
  },
];

const nodes: readonly Pair[] = [
  {
    id: "interruption-handlers",
    kind: "excludes",
    component: "aws-node-termination-handler",
    other: "karpenter-interruption",
    reason: "Two handlers of spot interruptions drain the same node at once, and evict its pods twice.",
    good: "Karpenter with `settings.interruptionQueue`, and no node termination handler.",
    url: "https://karpenter.sh/docs/concepts/disruption/#interruption",
  },
  {
    id: "interruption-handler-once",
    kind: "once",
    component: "aws-node-termination-handler",
    reason: "Two handlers of spot interruptions drain the same node at once.",
    good: "One installation, from public.ecr.aws/aws-ec2/helm.",
    url: "https://github.com/aws/aws-node-termination-handler",
  },
  {
    id: "autoscalers",
    kind: "excludes",
    component: "cluster-autoscaler",
    other: "karpenter",
    reason:
      "Two autoscalers of nodes see the same pending pods, and each adds nodes that the other takes away.",
    good: "One of the two, as `plinth:autoscaler` says.",
    url: "https://karpenter.sh/docs/getting-started/migrating-from-cas/",
  },
  {
    id: "karpenter-kubernetes",
    kind: "requires",
    component: "kubernetes",
    needs: "karpenter",
    steps: [
      { versions: { from: "1.32", below: "1.33" }, needed: { from: "1.2" } },
      { versions: { from: "1.33", below: "1.34" }, needed: { from: "1.5" } },
      { versions: { from: "1.34", below: "1.35" }, needed: { from: "1.6" } },
      { versions: { from: "1.35", below: "1.36" }, needed: { from: "1.9" } },
      { versions: { from: "1.36", below: "1.37" }, needed: { from: "1.13" } },
    ],
    reason: "An older Karpenter is not made for this version of Kubernetes.",
    good: "Karpenter 1.14.0, which takes Kubernetes 1.30 to 1.36.",
    url: KARPENTER_URL,
  },
  {
    id: "karpenter-crds",
    kind: "same-version",
    component: "karpenter",
    other: "karpenter-crd",
    reason:
      "Karpenter's CRDs are coupled to its version: fields that one knows and the other does not are lost.",
    good: "The charts karpenter and karpenter-crd in the same version.",
    url: "https://karpenter.sh/docs/upgrading/upgrade-guide/",
  },
  {
    id: "al2-ami",
    kind: "requires",
    component: "ami-al2",
    needs: "kubernetes",
    steps: [{ needed: { below: "1.33" } }],
    reason: "There is no Amazon Linux 2 AMI for Kubernetes 1.33 and newer: the nodes cannot be made.",
    good: "An AMI type of AL2023 or Bottlerocket.",
    url: "https://docs.aws.amazon.com/eks/latest/userguide/eks-ami-deprecation-faqs.html",
  },
  {
    id: "gpu-device-plugin",
    kind: "excludes",
    component: "nvidia-device-plugin",
    other: "gpu-operator-device-plugin",
    reason: "Both register the resource nvidia.com/gpu on the same node, and GPUs are handed out twice.",
    good: "The GPU operator with `devicePlugin.enabled: false`, or without the chart nvidia-device-plugin.",
    url: "https://docs.nvidia.com/datacenter/cloud-native/gpu-operator/latest/getting-started.html",
  },
  {
    id: "gpu-driver",
    kind: "excludes",
    component: "gpu-operator-driver",
    other: "ami-nvidia",
    reason: "The AMI brings the NVIDIA driver; the operator's own cannot be loaded beside it.",
    good: "The GPU operator with `driver.enabled: false` on NVIDIA AMIs.",
    url: "https://docs.nvidia.com/datacenter/cloud-native/gpu-operator/latest/amazon-eks.html",
  },
];

const identity: readonly Pair[] = [
  {
    id: "service-account-identity",
    kind: "excludes",
    component: "irsa",
    other: "pod-identity",
    sameSubject: true,
    reason:
      "With both on one service account the SDK's order decides which role a pod gets, and nobody sees which.",
    good: "One of the two on each service account: the annotation, or the Pod Identity association.",
    url: "https://docs.aws.amazon.com/eks/latest/userguide/service-accounts.html",
  },
  {
    id: "ebs-csi-role",
    kind: "requires",
    component: "ebs-csi-node-role",
    needs: "kubernetes",
    steps: [{ needed: { below: "1.33" } }],
    reason:
      "From Kubernetes 1.33 on the EBS CSI add-on no longer falls back on the role of the node: no volume is made.",
    good: "`serviceAccountRoleArn`, or a Pod Identity association for kube-system/ebs-csi-controller-sa.",
    url: "https://docs.aws.amazon.com/eks/latest/userguide/ebs-csi.html",
  },
];

const charts: readonly Pair[] = [
  {
    id: "chart-hooks",
    kind: "never",
    component: "chart-without-hooks",
    reason: "`helm.v4.Chart` leaves out the chart's hooks, and with them work that the software needs.",
    good: "`helm.v3.Release`, which runs hooks.",
    url: "https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/choosing-the-right-helm-resource-for-your-use-case/",
  },
  {
    id: "loki-single-binary",
    kind: "requires",
    component: "loki-single-binary",
    needs: "loki",
    steps: [{ needed: { below: "12.0.0" } }],
    reason: "Since chart 12 the mode is called Monolithic, and the chart refuses SingleBinary.",
    good: "Chart 18.13.1 with `deploymentMode: Monolithic`; its values stay under `singleBinary`.",
    url: LOKI_URL,
  },
  {
    id: "loki-monolithic",
    kind: "requires",
    component: "loki-monolithic",
    needs: "loki",
    steps: [{ needed: { from: "12.0.0" } }],
    reason: "Before chart 12 the mode is called SingleBinary, and the chart does not know Monolithic.",
    good: "Chart 18.13.1 with `deploymentMode: Monolithic`.",
    url: LOKI_URL,
  },
  {
    id: "tempo-values",
    kind: "requires",
    component: "tempo-removed-values",
    needs: "tempo",
    steps: [{ needed: { below: "3.0.0" } }],
    reason: "Chart 3 has no `tempo.ingester`, `compactor` and `memBallast`: what they say is ignored.",
    good: "Chart 3.0.0 without these values.",
    url: "https://github.com/grafana-community/helm-charts/tree/main/charts/tempo",
  },
  {
    id: "external-secrets-api",
    kind: "requires",
    component: "external-secrets-v1beta1",
    needs: "external-secrets",
    steps: [{ needed: { below: "0.17.0" } }],
    reason:
      "Since 0.17 the operator serves `external-secrets.io/v1` only: the API server refuses these resources.",
    good: "Operator 2.7.0 with resources of `external-secrets.io/v1`.",
    url: "https://external-secrets.io/latest/introduction/stability-support/",
  },
  {
    id: "cilium-node-config",
    kind: "requires",
    component: "cilium-node-config-v2alpha1",
    needs: "cilium",
    steps: [{ needed: { below: "1.20" } }],
    reason: "Cilium 1.20 dropped this version of the API: the API server refuses these resources.",
    good: "Cilium 1.20.2 with `CiliumNodeConfig` of `cilium.io/v2`.",
    url: "https://docs.cilium.io/en/stable/operations/upgrade/",
  },
];

const models: readonly Pair[] = [
  {
    id: "kuberay-charts",
    kind: "same-version",
    component: "kuberay-operator",
    other: "ray-cluster",
    reason: "The cluster chart writes fields that only the operator of its own version knows.",
    good: "The charts kuberay-operator and ray-cluster in version 1.7.0.",
    url: "https://github.com/ray-project/kuberay-helm",
  },
  {
    id: "llm-d-router-crds",
    kind: "requires",
    component: "llm-d-router",
    needs: "inference-extension-crds",
    steps: [{ versions: { from: "0.10.0" }, needed: { from: "1.5.0" } }],
    reason: "The router watches `inference.networking.k8s.io/v1`, as the CRDs 1.5.0 serve it.",
    good: "llm-d router 0.10.0 with the inference extension's CRDs 1.5.0.",
    url: LLM_D_URL,
  },
  {
    id: "llm-d-router-values",
    kind: "requires",
    component: "llm-d-router-removed-values",
    needs: "llm-d-router",
    steps: [{ needed: { below: "0.10.0" } }],
    reason: "Chart 0.10 fails on the old values `inferenceExtension` and `inferencePool`.",
    good: "Chart 0.10.0 with its values under `router`.",
    url: LLM_D_URL,
  },
  {
    id: "inference-objective",
    kind: "requires",
    component: "inference-objective-old",
    needs: "inference-extension-crds",
    steps: [{ needed: { below: "1.5.0" } }],
    reason: "CRDs 1.5.0 no longer hold InferenceObjective: the API server refuses it.",
    good: "`InferenceObjective` of `llm-d.ai/v1alpha2` beside CRDs 1.5.0.",
    url: LLM_D_URL,
  },
  {
    id: "disaggregated-set",
    kind: "requires",
    component: "disaggregated-set",
    needs: "leader-worker-set",
    steps: [{ needed: { from: "0.9.0" } }],
    reason: "LeaderWorkerSet has the kind DisaggregatedSet since 0.9.0.",
    good: "LeaderWorkerSet 0.9.0.",
    url: "https://github.com/kubernetes-sigs/lws",
  },
];

/** Every pair, in the order in which the docs list them. */
export const pairs: readonly Pair[] = [...gatewayApi, ...nodes, ...identity, ...charts, ...models];
