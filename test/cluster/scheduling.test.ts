import assert from "node:assert/strict";
import { GPU_TAINT, SPOT_TAINT } from "../../model/eks/pools";
import { GPU_PRIMER } from "../../model/k8s/gpu-primer";
import { LLM_NAMESPACE } from "../../model/k8s/llm";
import { RAY_NAMESPACE } from "../../model/k8s/ray/names";
import type { KubernetesObject } from "./control-plane/cluster";
import { useCluster } from "./control-plane/use-cluster";
import { volumes } from "./objects";
import { platformObjects } from "./platform-objects";
import { kept, podOf, rayTemplates } from "./platform-pods";
import type { PodTemplate, RayTemplates } from "./platform-pods";

const GPU = "nvidia.com/gpu";
const taintOf = ({ key, value }: typeof GPU_TAINT) => ({ key, value, effect: "NoSchedule" });
const amd64 = { "kubernetes.io/arch": "amd64" };
const gpuNodes = {
  name: "gpu",
  labels: amd64,
  taints: [taintOf(GPU_TAINT)],
  capacity: { [GPU]: "4", cpu: "48", memory: "192Gi" },
};

interface PodSpec {
  readonly nodeName?: string;
  readonly containers: readonly {
    readonly resources?: { readonly requests?: Readonly<Record<string, string>> };
  }[];
}

const specOf = (pod: KubernetesObject): PodSpec => pod["spec"] as PodSpec;
const nodeOf = (pod: KubernetesObject): string | undefined => specOf(pod).nodeName;
const gpusOf = (pod: KubernetesObject): number =>
  specOf(pod).containers.reduce((all, { resources }) => all + Number(resources?.requests?.[GPU] ?? 0), 0);
const isGoing = ({ metadata }: KubernetesObject): boolean => metadata["deletionTimestamp"] !== undefined;

/** Two models and six workers of Ray with a GPU each, on two nodes with four each: every GPU is taken. */
const MODELS = 2;
const GPU_WORKERS = 6;

describe("test/cluster/scheduling", () => {
  const cluster = useCluster();
  let objects: readonly KubernetesObject[] = [];
  let ray: RayTemplates;

  async function podsOf(namespace: string, prefix: string): Promise<KubernetesObject[]> {
    const pods = await cluster.get("pods", namespace);
    return pods.filter((pod) => pod.metadata.name.startsWith(`${prefix}-`) && !isGoing(pod));
  }
  const models = (): Promise<KubernetesObject[]> => podsOf(LLM_NAMESPACE, "model-server");
  const gpuWorkers = (): Promise<KubernetesObject[]> => podsOf(RAY_NAMESPACE, "gpu-workers");
  const isReady = ({ status }: KubernetesObject): boolean =>
    (status as { conditions?: { type: string; status: string }[] }).conditions?.some(
      (condition) => condition.type === "Ready" && condition.status === "True",
    ) ?? false;
  const placed = (pods: readonly KubernetesObject[]): number =>
    pods.filter((pod) => nodeOf(pod) !== undefined).length;

  /** Asks for an eviction, as a drain of the pod's node does. */
  async function evict({ metadata: { name, namespace = "" } }: KubernetesObject): Promise<string> {
    const path = `/api/v1/namespaces/${namespace}/pods/${name}/eviction`;
    const input = JSON.stringify({
      apiVersion: "policy/v1",
      kind: "Eviction",
      metadata: { name, namespace },
    });
    return cluster.kubectl(["create", "--raw", path, "-f", "-"], { input });
  }

  /** All pods but the primer, which is there to wait for ever. */
  const working = async (): Promise<KubernetesObject[]> =>
    (await cluster.get("pods")).filter(({ metadata }) => metadata.namespace !== GPU_PRIMER);

  const settled = (): Promise<unknown> =>
    cluster.until("every pod is ready", 60, async () => {
      const pods = await working();
      return pods.length > 0 && pods.every((pod) => isReady(pod) && !isGoing(pod));
    });

  before("install the platform's own workloads, and what KubeRay would make", async function () {
    this.timeout("3m");
    objects = await platformObjects();
    const rayCluster = objects.find(({ kind }) => kind === "RayCluster");
    assert.ok(rayCluster !== undefined);
    ray = rayTemplates(rayCluster);
    await cluster.addNodes(3, { name: "system", labels: amd64 });
    await cluster.addNodes(1, { name: "spot", labels: amd64, taints: [taintOf(SPOT_TAINT)] });
    await cluster.addNodes(2, gpuNodes);
    await cluster.apply(volumes(20));
    const core = /^(?:v1|[a-z]+\/v\d|[a-z]+\.k8s\.io\/v1)$/;
    await cluster.apply(objects.filter(({ apiVersion }) => core.test(apiVersion)));
    const { cpu, gpu } = ray.workers;
    assert.ok(cpu !== undefined && gpu !== undefined);
    const place = (name: string) => ({ name, namespace: RAY_NAMESPACE });
    await cluster.apply([kept(ray.head, place("ray-head"), 1), kept(cpu, place("cpu-workers"), 3)]);
    await cluster.apply([kept(gpu, place("gpu-workers"), GPU_WORKERS)]);
    await settled();
  });

  it("puts pods with GPUs on GPU nodes, and nothing else there", async () => {
    const pods = await working();
    const withGpus = pods.filter((pod) => gpusOf(pod) > 0);
    assert.equal(withGpus.length, MODELS + GPU_WORKERS);
    assert.ok(pods.length > withGpus.length);
    for (const pod of pods)
      assert.equal(
        nodeOf(pod)?.startsWith("gpu-"),
        gpusOf(pod) > 0,
        `${pod.metadata.name} on ${nodeOf(pod)}`,
      );
  });

  it("never places the primer, which asks for a GPU so that others need not wait for their nodes", async () => {
    const pods = await cluster.get("pods", GPU_PRIMER);
    assert.ok(pods.length > 0);
    assert.equal(placed(pods), 0);
  });

  it("leaves GPU nodes alone where everything else is full", async () => {
    const others = (await cluster.get("nodes"))
      .map(({ metadata }) => metadata.name)
      .filter((name) => !name.startsWith("gpu-"));
    await cluster.kubectl(["cordon", ...others]);
    await cluster.addNodes(1, { ...gpuNodes, name: "gpu-idle" });
    const templates = [ray.head, ray.workers["cpu"], ...workloadTemplates(objects)].filter(
      (template): template is PodTemplate => template !== undefined,
    );
    const more = templates.map((template, index) =>
      podOf(template, { name: `more-${index}`, namespace: RAY_NAMESPACE }),
    );
    const intruders = more.filter((pod) => gpusOf(pod) === 0).map(withoutVolumes);
    assert.ok(intruders.length >= 4, `${intruders.length} pods of ours have no GPUs`);
    await cluster.apply(intruders);
    for (const { metadata } of intruders)
      await cluster.until(`${metadata.name} is told why it waits`, 30, async () => {
        const events = await cluster.get("events", RAY_NAMESPACE);
        return events.some(
          ({ reason, involvedObject, message }) =>
            reason === "FailedScheduling" &&
            (involvedObject as { name: string }).name === metadata.name &&
            /untolerated taint/.test(String(message)),
        );
      });
    assert.equal(placed(await podsOf(RAY_NAMESPACE, "more")), 0);
    await cluster.kubectl([
      "delete",
      "pods",
      "--namespace",
      RAY_NAMESPACE,
      ...intruders.map(({ metadata }) => metadata.name),
    ]);
    await cluster.kubectl(["delete", "node", "gpu-idle-0"]);
    await cluster.kubectl(["uncordon", ...others]);
  });

  it("lets a drain take one pod of a model at a time, and no head of Ray", async () => {
    const [head] = await podsOf(RAY_NAMESPACE, "ray-head");
    assert.ok(head !== undefined);
    await assert.rejects(evict(head), /Cannot evict pod as it would violate the pod's disruption budget/);
    // What comes in the place of the first has nowhere to go until the nodes take pods again.
    await cluster.kubectl(["cordon", "gpu-0", "gpu-1"]);
    const [first, second] = await models();
    assert.ok(first !== undefined && second !== undefined);
    assert.match(await evict(first), /"status":"Success"/);
    await assert.rejects(evict(second), /Cannot evict pod as it would violate the pod's disruption budget/);
    await cluster.kubectl(["uncordon", "gpu-0", "gpu-1"]);
    await settled();
  });

  it("gives a model the place of a worker when a spot node is drained and goes", async function () {
    this.timeout("2m");
    const [first] = await models();
    assert.ok(first !== undefined);
    const node = nodeOf(first) ?? "";
    const flags = ["--ignore-daemonsets", "--delete-emptydir-data", "--timeout=60s"];
    await cluster.kubectl(["drain", node, ...flags]);
    await cluster.kubectl(["delete", "node", node]);
    await cluster.until("both models are ready again", 60, async () => {
      const found = await models();
      return found.length === MODELS && found.every(isReady);
    });
    // Four GPUs are left: two for models, two for workers, and four workers wait for their turn.
    await cluster.until("the workers that lost their place wait", 60, async () => {
      const found = await gpuWorkers();
      return found.length === GPU_WORKERS && placed(found) === 2;
    });
  });

  it("never moves a pod for a worker: it waits", async () => {
    const waiting = (await gpuWorkers()).filter((pod) => nodeOf(pod) === undefined);
    const policies = waiting.map(({ spec }) => (spec as { preemptionPolicy: string }).preemptionPolicy);
    assert.deepEqual([...new Set(policies)], ["Never"]);
    const preempted = (await cluster.get("events")).filter(({ reason }) => reason === "Preempted");
    assert.ok(preempted.length > 0, "a model took somebody's place");
    for (const { involvedObject } of preempted)
      assert.match((involvedObject as { name: string }).name, /^gpu-workers-/);
  });

  it("places what waits as soon as there is a node again", async () => {
    await cluster.addNodes(1, gpuNodes);
    await cluster.until("all workers are placed", 60, async () => placed(await gpuWorkers()) === GPU_WORKERS);
    await settled();
  });

  it("makes pods again that went with a node without a word", async function () {
    // Kubernetes waits 40 s before it takes a pod for lost, and looks every 20 s.
    this.timeout("3m");
    const [first] = await gpuWorkers();
    const node = nodeOf(first as KubernetesObject) ?? "";
    await cluster.kubectl(["delete", "node", node]);
    await cluster.addNodes(1, gpuNodes);
    await cluster.until("no pod is on the node that is gone", 120, async () => {
      return (await cluster.get("pods")).every((pod) => nodeOf(pod) !== node);
    });
    await settled();
    assert.equal(placed([...(await models()), ...(await gpuWorkers())]), MODELS + GPU_WORKERS);
  });
});

/** Templates of the pods of the platform's own Deployments and StatefulSets. */
function workloadTemplates(objects: readonly KubernetesObject[]): PodTemplate[] {
  return objects
    .filter(({ kind }) => ["Deployment", "StatefulSet"].includes(kind))
    .map(({ spec }) => (spec as { template: PodTemplate }).template);
}

/** A pod that can stand in any namespace: its volumes and its account are elsewhere. */
function withoutVolumes(pod: KubernetesObject): KubernetesObject {
  const { containers, ...spec } = pod["spec"] as PodTemplate["spec"];
  const others = Object.entries(spec).filter(([field]) => !["volumes", "serviceAccountName"].includes(field));
  const bare = containers.map((container) => ({ ...container, volumeMounts: [] }));
  return { ...pod, spec: { ...Object.fromEntries(others), containers: bare } };
}
