/** The pods that serve a model with vLLM: what each of them is, and what differs between those that work together. */

import type { LlmSettings } from "../config/services/llm";
import { components } from "../compatibility";
import { GPU_TAINT } from "../eks/pools";
import { modelTimes } from "./autoscaling";
import { leftOutOfBackups } from "./backup";
import { efaVllmImage, ENGINE_PORT, LLM_NAMESPACE, SERVING_PORT, servingLabels, vllmImage } from "./llm";
import { containerSecurityContext, podSecurityContext } from "./pod-security";
import { INTERACTIVE_PRIORITY } from "./priorities";

/** Name of the pods that answer, and of the account of all of them. */
export const MODEL_SERVER = "model-server";
/** Secret with the token of Hugging Face. */
export const TOKEN_SECRET = "hugging-face-token";
/** How long a model may load, in seconds: hundreds of gigabytes come over the network first. */
export const LOADING_SECONDS = 3600;
/** Interfaces of Elastic Fabric Adapter, as its device plugin counts them. */
export const EFA_RESOURCE = "vpc.amazonaws.com/efa";
/** User of the pods: vLLM's image names none, and its files are readable by all. */
const USER = 10001;
/** Label by which llm-d's router knows who does which half: https://llm-d.ai/docs/architecture */
const ROLE_LABEL = "llm-d.ai/role";
/** What a pod requests for each of its GPUs. */
export const CPUS_PER_GPU = 3;

/** Pods of one kind: all that serve the model, or one half of them. */
export interface ModelPods {
  readonly name: string;
  /** Which half of a request they do. @default both */
  readonly role?: "prefill" | "decode";
  readonly replicas: number;
  /** Nodes that each replica spans, one pod on each. */
  readonly nodes: number;
  /** GPUs of each pod. */
  readonly gpus: number;
  readonly memoryGiB: number;
  /** EFA interfaces of each pod. */
  readonly efa: number;
}

/** The kinds of pods that serve a model: one, or with `prefill` one for each half. */
export function modelPodsOf({ prefill, ...decode }: LlmSettings): readonly ModelPods[] {
  const pods: ModelPods = {
    name: MODEL_SERVER,
    replicas: decode.replicas,
    nodes: decode.nodesPerReplica,
    gpus: decode.gpusPerReplica,
    memoryGiB: decode.memoryGiB,
    efa: decode.efaInterfaces,
  };
  if (prefill === undefined) return [pods];
  return [
    { ...pods, role: "decode" },
    {
      ...pods,
      name: "model-prefill",
      role: "prefill",
      replicas: prefill.replicas,
      gpus: prefill.gpusPerReplica ?? decode.gpusPerReplica,
      memoryGiB: prefill.memoryGiB ?? decode.memoryGiB,
      efa: prefill.efaInterfaces ?? decode.efaInterfaces,
    },
  ];
}

/** Labels by which controllers know the pods of one kind. */
export function selectorOf({ name }: ModelPods) {
  return { matchLabels: { "app.kubernetes.io/name": name } };
}

/** What the pods of one kind are made from. */
export interface ModelPodArgs {
  readonly settings: LlmSettings;
  /** StorageClass of the models' volumes. @default the cluster's default */
  readonly storageClass?: string | undefined;
}

/**
 * A pod of a replica.
 *
 * @param leads whether it answers requests; the others of its replica work for it
 */
export function modelPod(pods: ModelPods, { settings, storageClass }: ModelPodArgs, leads = true) {
  const labels = {
    ...selectorOf(pods).matchLabels,
    ...(leads && servingLabels),
    ...(leads && pods.role !== undefined && { [ROLE_LABEL]: pods.role }),
  };
  return {
    metadata: { labels },
    spec: {
      serviceAccountName: MODEL_SERVER,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      priorityClassName: INTERACTIVE_PRIORITY,
      // With the pause in it, and gone before AWS takes a spot node.
      terminationGracePeriodSeconds: modelTimes.graceSeconds,
      tolerations: [{ key: GPU_TAINT.key, operator: "Exists", effect: "NoSchedule" }],
      securityContext: podSecurityContext(USER, USER),
      ...(leads && pods.role === "decode" && { initContainers: [sidecar()] }),
      containers: [engine(pods, settings, leads)],
      volumes: volumes(pods, settings, storageClass),
    },
  };
}

/** llm-d's sidecar: it has the prompt read by the pod that its header names, and has its own engine go on from there. */
function sidecar() {
  return {
    name: "routing-sidecar",
    image: `ghcr.io/llm-d/llm-d-router-disagg-sidecar:v${components["llm-d-router"].version}`,
    imagePullPolicy: "IfNotPresent",
    // A sidecar of Kubernetes: it is there before the engine, and goes after it.
    restartPolicy: "Always",
    args: [
      `--port=${String(SERVING_PORT)}`,
      `--model-server-port=${String(ENGINE_PORT)}`,
      "--kv-connector=nixlv2",
      "--secure-proxy=false",
    ],
    ports: [{ name: "http", containerPort: SERVING_PORT, protocol: "TCP" }],
    // Its own health: that of the engine behind it is looked at there.
    livenessProbe: { tcpSocket: { port: "http" }, periodSeconds: 10, failureThreshold: 3 },
    readinessProbe: { tcpSocket: { port: "http" }, periodSeconds: 5, failureThreshold: 3 },
    securityContext: containerSecurityContext(),
    resources: { requests: { cpu: "1", memory: "256Mi" }, limits: { memory: "1Gi" } },
  };
}

function engine(pods: ModelPods, settings: LlmSettings, leads: boolean) {
  const { gpus, memoryGiB, efa } = pods;
  // What answers the world is `http` on every pod, so that metrics are read in one place.
  const [portName, port] = pods.role === "decode" ? ["engine", ENGINE_PORT] : ["http", SERVING_PORT];
  const limits = {
    memory: `${String(memoryGiB)}Gi`,
    "nvidia.com/gpu": String(gpus),
    ...(efa > 0 && { [EFA_RESOURCE]: String(efa) }),
  };
  return {
    name: "vllm",
    image: settings.image ?? (efa > 0 ? efaVllmImage : vllmImage),
    imagePullPolicy: "IfNotPresent",
    command: ["vllm", "serve"],
    args: [
      settings.model,
      ...(leads ? [`--port=${String(port)}`, `--shutdown-timeout=${String(modelTimes.drainSeconds)}`] : []),
      `--tensor-parallel-size=${String(gpus)}`,
      ...groupArgs(pods, leads),
      ...transferArgs(pods),
    ],
    ports: leads ? [{ name: portName, containerPort: port, protocol: "TCP" }] : [],
    env: environment(pods, settings),
    ...(leads && probesOf(portName)),
    // No new requests come once a pod is to go; those that are open are answered, which needs every pod of a replica.
    lifecycle: { preStop: { sleep: { seconds: modelTimes.pauseSeconds } } },
    securityContext: containerSecurityContext(),
    resources: { requests: { cpu: String(CPUS_PER_GPU * gpus), ...limits }, limits },
    volumeMounts: [
      { name: "models", mountPath: "/models" },
      { name: "tmp", mountPath: "/tmp" },
      { name: "shm", mountPath: "/dev/shm" },
    ],
  };
}

/**
 * One model over several nodes: tensors over the GPUs of a node, layers over the nodes.
 *
 * Sources: https://docs.vllm.ai/en/latest/serving/parallelism_scaling/ and
 * https://lws.sigs.k8s.io/docs/reference/labels-annotations-and-environment-variables/
 */
function groupArgs({ nodes }: ModelPods, leads: boolean): readonly string[] {
  if (nodes === 1) return [];
  return [
    `--pipeline-parallel-size=${String(nodes)}`,
    `--nnodes=${String(nodes)}`,
    "--node-rank=$(LWS_WORKER_INDEX)",
    "--master-addr=$(LWS_LEADER_ADDRESS)",
    ...(leads ? [] : ["--headless"]),
  ];
}

/**
 * How the memory of a prompt goes from the pod that has read it to the one that answers. NIXL's standard, UCX, knows
 * no EFA: with it the first token took over 2.5 s where other networks need 0.7 s
 * (https://github.com/ai-dynamo/dynamo/issues/4185).
 */
function transferArgs({ role, efa }: ModelPods): readonly string[] {
  if (role === undefined) return [];
  const config = {
    kv_connector: "NixlConnector",
    kv_role: "kv_both",
    ...(efa > 0 && { kv_connector_extra_config: { backends: ["LIBFABRIC"] } }),
  };
  return [`--kv-transfer-config=${JSON.stringify(config)}`];
}

function environment({ role, efa, nodes }: ModelPods, { token }: LlmSettings) {
  const address = { name: "POD_IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } };
  return [
    { name: "HOME", value: "/tmp" },
    // PyTorch asks for the user's name, and the image knows none: https://github.com/pytorch/pytorch/issues/140765
    { name: "USER", value: MODEL_SERVER },
    { name: "HF_HOME", value: "/models" },
    ...(role === undefined && nodes === 1 ? [] : [address]),
    ...(nodes === 1 ? [] : [{ name: "VLLM_HOST_IP", value: "$(POD_IP)" }]),
    // Where the other half asks for the memory of a prompt; by itself the engine says `localhost`.
    ...(role === undefined ? [] : [{ name: "VLLM_NIXL_SIDE_CHANNEL_HOST", value: "$(POD_IP)" }]),
    ...(efa > 0 ? [{ name: "FI_PROVIDER", value: "efa" }] : []),
    ...(token === undefined
      ? []
      : [{ name: "HF_TOKEN", valueFrom: { secretKeyRef: { name: TOKEN_SECRET, key: "token" } } }]),
  ];
}

/** Nothing counts against a pod while its model loads. */
function probesOf(port: string) {
  const health = { httpGet: { path: "/health", port }, timeoutSeconds: 5 };
  return {
    startupProbe: { ...health, periodSeconds: 30, failureThreshold: LOADING_SECONDS / 30 },
    livenessProbe: { ...health, periodSeconds: 10, failureThreshold: 3 },
    readinessProbe: {
      httpGet: { path: "/v1/models", port },
      timeoutSeconds: 5,
      periodSeconds: 5,
      failureThreshold: 3,
    },
  };
}

/**
 * Each pod has a volume of its own for the model, which outlives its containers: most disks can be on one node only. A
 * backup would bring its claim back without the pod, and pay for snapshots of what the next pod fetches anew.
 */
function volumes({ memoryGiB }: ModelPods, { cacheGiB }: LlmSettings, storageClass: string | undefined) {
  const spec = {
    accessModes: ["ReadWriteOnce"],
    ...(storageClass !== undefined && { storageClassName: storageClass }),
    resources: { requests: { storage: `${String(cacheGiB)}Gi` } },
  };
  return [
    { name: "models", ephemeral: { volumeClaimTemplate: { metadata: { labels: leftOutOfBackups }, spec } } },
    { name: "tmp", emptyDir: { sizeLimit: "20Gi" } },
    // Processes of one model hand each other tensors here; it counts as memory of the pod.
    { name: "shm", emptyDir: { medium: "Memory", sizeLimit: `${String(Math.ceil(memoryGiB / 4))}Gi` } },
  ];
}

/** Pods on several nodes as one: the API server's object of LeaderWorkerSet. */
export function leaderWorkerSet(pods: ModelPods, args: ModelPodArgs) {
  return {
    apiVersion: "leaderworkerset.x-k8s.io/v1",
    kind: "LeaderWorkerSet",
    metadata: { name: pods.name, namespace: LLM_NAMESPACE, labels: selectorOf(pods).matchLabels },
    spec: {
      replicas: pods.replicas,
      rolloutStrategy: {
        type: "RollingUpdate",
        rollingUpdateConfiguration: { maxUnavailable: 1, maxSurge: 0 },
      },
      leaderWorkerTemplate: {
        size: pods.nodes,
        // A model of which a part is gone answers nothing.
        restartPolicy: "RecreateGroupOnPodRestart",
        leaderTemplate: modelPod(pods, args),
        workerTemplate: modelPod(pods, args, false),
      },
    },
  };
}
