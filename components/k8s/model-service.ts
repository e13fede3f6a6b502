/** Pods that serve one model with vLLM, where llm-d's router finds them. */

import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import { Deployment } from "@pulumi/kubernetes/apps/v1/deployment";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1/podDisruptionBudget";
import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { containerSecurityContext, podSecurityContext } from "../../model/k8s/pod-security";
import { INTERACTIVE_PRIORITY } from "../../model/k8s/priorities";
import type { LlmSettings } from "../../model/config/services/llm";
import { GPU_TAINT } from "../../model/eks/pools";
import { LLM_NAMESPACE, SERVING_PORT, servingLabels, vllmImage } from "../../model/k8s/llm";

/** What the pods are made from. */
export interface ModelServiceArgs {
  readonly settings: LlmSettings;
  /** StorageClass of the models' volumes. @default the cluster's default */
  readonly storageClass?: string | undefined;
}

const NAME = "model-server";
const TOKEN_SECRET = "hugging-face-token";
const labels = { "app.kubernetes.io/name": NAME, ...servingLabels };
const metadata = { name: NAME, namespace: LLM_NAMESPACE };
const selector = { matchLabels: { "app.kubernetes.io/name": NAME } };
/** User of the pods: vLLM's image names none, and its files are readable by all. */
const USER = 10001;
/** How long a model may load, in seconds: hundreds of gigabytes come over the network first. */
const LOADING_SECONDS = 3600;

/** The pods, and what protects them from being moved all at once. */
export class ModelService extends pulumi.ComponentResource {
  constructor(name: string, args: ModelServiceArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:ModelService", name, {}, options);
    const child = { parent: this };
    const { token } = args.settings;
    const before: pulumi.Resource[] = [
      new ServiceAccount(name, { metadata, automountServiceAccountToken: false }, child),
    ];
    if (token !== undefined) before.push(createToken(name, token, child));
    new Deployment(
      name,
      {
        metadata: {
          ...metadata,
          labels,
          annotations: { "pulumi.com/timeoutSeconds": String(LOADING_SECONDS) },
        },
        spec: deploymentSpec(args),
      },
      { ...child, dependsOn: before },
    );
    new PodDisruptionBudget(name, { metadata, spec: { maxUnavailable: 1, selector } }, child);
    this.registerOutputs({});
  }
}

/** The token of Hugging Face, as External Secrets reads it from a store of the cluster. */
function createToken(
  name: string,
  { store, key }: NonNullable<LlmSettings["token"]>,
  options: pulumi.CustomResourceOptions,
): CustomResource {
  return new CustomResource(
    `${name}-token`,
    {
      apiVersion: "external-secrets.io/v1",
      kind: "ExternalSecret",
      metadata: { name: TOKEN_SECRET, namespace: LLM_NAMESPACE },
      spec: {
        refreshInterval: "1h",
        secretStoreRef: { kind: "ClusterSecretStore", name: store },
        target: { name: TOKEN_SECRET },
        data: [{ secretKey: "token", remoteRef: { key } }],
      },
    },
    options,
  );
}

function deploymentSpec({ settings, storageClass }: ModelServiceArgs): types.input.apps.v1.DeploymentSpec {
  return {
    replicas: settings.replicas,
    revisionHistoryLimit: 5,
    // GPUs are few: a new pod comes where an old one has gone.
    strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
    progressDeadlineSeconds: LOADING_SECONDS,
    selector,
    template: {
      metadata: { labels },
      spec: {
        serviceAccountName: NAME,
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        priorityClassName: INTERACTIVE_PRIORITY,
        terminationGracePeriodSeconds: 120,
        tolerations: [{ key: GPU_TAINT.key, operator: "Exists", effect: "NoSchedule" }],
        securityContext: podSecurityContext(USER, USER),
        containers: [container(settings)],
        volumes: volumes(settings, storageClass),
      },
    },
  };
}

function container({
  model,
  gpusPerReplica: gpus,
  memoryGiB,
  token,
}: LlmSettings): types.input.core.v1.Container {
  const secret = { name: "HF_TOKEN", valueFrom: { secretKeyRef: { name: TOKEN_SECRET, key: "token" } } };
  const memory = `${String(memoryGiB)}Gi`;
  return {
    name: "vllm",
    image: vllmImage,
    imagePullPolicy: "IfNotPresent",
    command: ["vllm", "serve"],
    args: [model, `--port=${String(SERVING_PORT)}`, `--tensor-parallel-size=${String(gpus)}`],
    ports: [{ name: "http", containerPort: SERVING_PORT, protocol: "TCP" }],
    env: [
      { name: "HOME", value: "/tmp" },
      { name: "HF_HOME", value: "/models" },
      ...(token === undefined ? [] : [secret]),
    ],
    ...probes,
    securityContext: containerSecurityContext(),
    resources: {
      requests: { cpu: String(3 * gpus), memory, "nvidia.com/gpu": String(gpus) },
      limits: { memory, "nvidia.com/gpu": String(gpus) },
    },
    volumeMounts: [
      { name: "models", mountPath: "/models" },
      { name: "tmp", mountPath: "/tmp" },
      { name: "shm", mountPath: "/dev/shm" },
    ],
  };
}

const health = { httpGet: { path: "/health", port: "http" }, timeoutSeconds: 5 };

/** Nothing counts against a pod while its model loads. */
const probes = {
  startupProbe: { ...health, periodSeconds: 30, failureThreshold: LOADING_SECONDS / 30 },
  livenessProbe: { ...health, periodSeconds: 10, failureThreshold: 3 },
  readinessProbe: {
    httpGet: { path: "/v1/models", port: "http" },
    timeoutSeconds: 5,
    periodSeconds: 5,
    failureThreshold: 3,
  },
};

/** Each pod has a volume of its own for the model, which outlives its containers: most disks can be on one node only. */
function volumes(
  { cacheGiB, memoryGiB }: LlmSettings,
  storageClass: string | undefined,
): types.input.core.v1.Volume[] {
  const spec = {
    accessModes: ["ReadWriteOnce"],
    ...(storageClass !== undefined && { storageClassName: storageClass }),
    resources: { requests: { storage: `${String(cacheGiB)}Gi` } },
  };
  return [
    { name: "models", ephemeral: { volumeClaimTemplate: { spec } } },
    { name: "tmp", emptyDir: { sizeLimit: "20Gi" } },
    // Processes of one model hand each other tensors here; it counts as memory of the pod.
    { name: "shm", emptyDir: { medium: "Memory", sizeLimit: `${String(Math.ceil(memoryGiB / 4))}Gi` } },
  ];
}
