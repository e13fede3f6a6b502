/**
 * Measures how long GPU pods take from pending to bound where nodes are ready, beside the scheduler's own ceiling.
 *
 *   npx tsx scripts/bench/bind.ts [rounds] [pods]      default 5 500
 *
 * Ours are pods of Ray's GPU workers as KubeRay makes them, with taints on the nodes, priorities, and the quota and the
 * limit range of their namespace; the ceiling is as many bare pods with a GPU each on the same nodes without taints. The
 * control plane is real, nodes and pods are simulated. Both ways are made by the controller of one Deployment, in
 * alternating order, from the moment in which it is scaled until the last pod has a node. Printed are seconds as median
 * (minimum–maximum), and the ratio pair by pair.
 */

import { loadavg } from "node:os";
import type { Cluster, KubernetesObject } from "../../test/cluster/control-plane/cluster";
import { installPrograms } from "../../test/cluster/control-plane/install";
import { startCluster } from "../../test/cluster/control-plane/start";
import { namespace } from "../../test/cluster/objects";
import { platformObjects } from "../../test/cluster/platform-objects";
import { kept, rayTemplates } from "../../test/cluster/platform-pods";
import type { PodTemplate } from "../../test/cluster/platform-pods";
import { RAY_NAMESPACE } from "../../model/k8s/ray/names";
import { summary } from "./statistics";

const GPU = "nvidia.com/gpu";
const GPUS_PER_NODE = 8;
const taint = { key: GPU, value: "true", effect: "NoSchedule" };
const ways = ["ours", "ceiling"] as const;
type Way = (typeof ways)[number];

/** A pod with a GPU and nothing else that a scheduler would have to look at. */
const bare: PodTemplate = {
  metadata: { labels: { app: "bare" } },
  spec: {
    containers: [{ name: "main", image: "example.test/main:1", resources: { limits: { [GPU]: "1" } } }],
  },
};

const places: Readonly<Record<Way, string>> = { ours: RAY_NAMESPACE, ceiling: "bare" };
const name = "workers";

async function prepare(cluster: Cluster, pods: number): Promise<void> {
  const extra = { [RAY_NAMESPACE]: { pods, cpus: 4 * pods, memoryGiB: 16 * pods, gpus: pods } };
  const objects = await platformObjects({ guardRails: { extra } });
  const rayCluster = objects.find(({ kind }) => kind === "RayCluster");
  if (rayCluster === undefined) throw new Error("The platform has no RayCluster.");
  const { gpu } = rayTemplates(rayCluster).workers;
  if (gpu === undefined) throw new Error("The platform's RayCluster has no workers with GPUs.");
  const isOurs = ({ kind, metadata }: KubernetesObject): boolean =>
    kind === "PriorityClass" || (metadata.namespace ?? metadata.name) === RAY_NAMESPACE;
  const needed = ["Namespace", "PriorityClass", "ResourceQuota", "LimitRange", "ServiceAccount"];
  await cluster.apply(objects.filter((object) => needed.includes(object.kind) && isOurs(object)));
  await cluster.apply([namespace(places.ceiling)]);
  const labels = { "kubernetes.io/arch": "amd64" };
  const capacity = { [GPU]: String(GPUS_PER_NODE), cpu: "192", memory: "2048Gi" };
  await cluster.addNodes(Math.ceil(pods / GPUS_PER_NODE), { name: "gpu", taints: [taint], labels, capacity });
  await cluster.apply(
    ways.map((way) => kept(way === "ours" ? gpu : bare, { name, namespace: places[way] }, 0)),
  );
}

/** Seconds until every pod has a node; the nodes have their taint for ours alone. */
async function bind(cluster: Cluster, way: Way, pods: number): Promise<number> {
  await cluster.kubectl(["taint", "nodes", "--all", `${GPU}=true:NoSchedule`, "--overwrite"]);
  if (way === "ceiling") await cluster.kubectl(["taint", "nodes", "--all", `${GPU}-`]);
  const scale = (replicas: number): Promise<string> =>
    cluster.kubectl(["scale", `deployment/${name}`, `--namespace=${places[way]}`, `--replicas=${replicas}`]);
  const areBound = async (): Promise<boolean> => {
    const [deployment] = await cluster.get("deployments", places[way]);
    if ((deployment?.["status"] as { replicas?: number } | undefined)?.replicas !== pods) return false;
    const unbound = await cluster.kubectl([
      "get",
      "--raw",
      `/api/v1/namespaces/${places[way]}/pods?fieldSelector=spec.nodeName%3D&limit=1`,
    ]);
    return (JSON.parse(unbound) as { items: readonly unknown[] }).items.length === 0;
  };
  const begun = performance.now();
  await scale(pods);
  await cluster.until(`${pods} pods are bound`, 300, areBound);
  const seconds = (performance.now() - begun) / 1000;
  await scale(0);
  await cluster.until(
    "the pods are gone",
    300,
    async () => (await cluster.get("pods", places[way])).length === 0,
  );
  return seconds;
}

async function main(): Promise<void> {
  const rounds = Number(process.argv[2] ?? "5");
  const pods = Number(process.argv[3] ?? "500");
  const programs = await installPrograms({ write: console.log });
  if ("missing" in programs) throw new Error(`This cannot be measured here: ${programs.missing}.`);
  const cluster = await startCluster(programs.found);
  const seconds: Record<Way, number[]> = { ours: [], ceiling: [] };
  try {
    await prepare(cluster, pods);
    for (let round = 0; round < rounds; round++) {
      for (const way of round % 2 === 0 ? ways : [...ways].reverse())
        seconds[way].push(await bind(cluster, way, pods));
      const last = ways.map((way) => `${way} ${seconds[way].at(-1)?.toFixed(2)} s`);
      console.log(`round ${round + 1}: ${last.join(", ")}; load ${loadavg()[0]?.toFixed(1)}`);
    }
  } finally {
    await cluster.stop();
  }
  const ratios = seconds.ours.map((each, round) => each / (seconds.ceiling[round] ?? NaN));
  console.log(`${pods} GPU pods of ours: ${summary(seconds.ours)} s`);
  console.log(`as many bare pods: ${summary(seconds.ceiling)} s`);
  console.log(`ours over bare, pair by pair: ${summary(ratios)}`);
}

void main();
