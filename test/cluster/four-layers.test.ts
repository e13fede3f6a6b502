import assert from "node:assert/strict";
import type { KubernetesObject } from "./control-plane/cluster";
import { useCluster } from "./control-plane/use-cluster";
import { FourLayers, nodeNameOf } from "./four-layers/layers";
import { findLayerPrograms } from "./four-layers/programs";
import { GPUS_PER_NODE } from "./four-layers/stack";
import { skipBecause } from "../helpers/skip";

const WORKERS = 500;
const NODES = Math.ceil(WORKERS / GPUS_PER_NODE);

const uidOf = ({ metadata }: KubernetesObject): unknown => metadata["uid"];

describe("test/cluster/four-layers", function () {
  this.timeout("12m");
  // Each begins where the one before has ended.
  this.bail(true);
  const programs = findLayerPrograms();
  let layers: FourLayers;

  before("look for KubeRay's operator and Cluster Autoscaler", function () {
    if ("missing" in programs) skipBecause(this, programs.missing);
  });

  const cluster = useCluster();

  before("install a stack with 500 GPUs at most, and start both", async () => {
    if ("missing" in programs) return;
    layers = await FourLayers.start(cluster, programs, WORKERS);
  });

  /** Names of the nodes that workers are on, each once. */
  async function nodesOfWorkers(): Promise<string[]> {
    return [...new Set((await layers.workers()).map(nodeNameOf))].sort();
  }

  it("has a head on a node on demand, and neither workers nor nodes with GPUs, while nothing is asked for", async () => {
    const pods = await cluster.get("pods", "ray");
    assert.equal(pods.length, 1);
    const [head] = pods;
    assert.equal(head?.metadata.labels?.["ray.io/node-type"], "head");
    assert.match(nodeNameOf(head), /^system-\d$/);
    assert.deepEqual(await layers.nodes(), { SPOT: [], ON_DEMAND: [] });
  });

  it("waits with the first pod with a GPU where no older one is pending", async () => {
    await layers.ask(1);
    await layers.until("Cluster Autoscaler waits", () => Promise.resolve(layers.waits() > 0));
    // What lifts the wait gets as old as it must be meanwhile.
    await layers.prime();
    await layers.bound(1);
    assert.match((await nodesOfWorkers()).join(), /^eks-gpu-spot-/);
  });

  it("gives the node back when Ray has given the worker back", async () => {
    await layers.release();
    await layers.empty();
  });

  it("binds 500 workers from no node at once, on spot nodes that they fill", async () => {
    await layers.primed();
    const waitsBefore = layers.waits();
    await layers.ask(WORKERS);
    await layers.bound(WORKERS);
    assert.equal(layers.waits(), waitsBefore);
    const { SPOT, ON_DEMAND } = await layers.nodes();
    assert.deepEqual(await nodesOfWorkers(), [...SPOT].sort());
    assert.equal(SPOT.length, NODES);
    assert.deepEqual(ON_DEMAND, []);
  });

  it("requeues all work on nodes on demand when there are no spot machines any more", async () => {
    const before = await layers.workers();
    const [head] = (await cluster.get("pods", "ray")).filter(
      ({ metadata }) => metadata.labels?.["ray.io/node-type"] === "head",
    );
    await layers.exhaustSpot();
    await layers.interruptSpot();
    await layers.boundOn("ON_DEMAND", WORKERS);
    const after = await layers.workers();
    assert.equal(new Set([...before, ...after].map(uidOf)).size, 2 * WORKERS);
    const { SPOT, ON_DEMAND } = await layers.nodes();
    assert.deepEqual(SPOT, []);
    assert.deepEqual(await nodesOfWorkers(), [...ON_DEMAND].sort());
    assert.equal(ON_DEMAND.length, NODES);
    const pods = await cluster.get("pods", "ray");
    assert.ok(pods.some((pod) => uidOf(pod) === uidOf(head as KubernetesObject)));
  });

  it("goes back to no node, and keeps what it began with", async () => {
    await layers.release();
    await layers.empty();
    const nodes = (await cluster.get("nodes")).map(({ metadata }) => metadata.name);
    assert.deepEqual(nodes.sort(), ["system-0", "system-1"]);
    assert.equal((await cluster.get("pods", "ray")).length, 1);
    const [primer] = await cluster.get("pods", "gpu-primer");
    assert.ok(primer !== undefined);
    assert.equal(nodeNameOf(primer), "");
  });
});
