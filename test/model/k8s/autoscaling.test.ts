import assert from "node:assert/strict";
import { planPools } from "../../../model/eks/pools";
import { workersBeside, workersHeld } from "../../../model/eks/ray-pools";
import {
  DRAIN_BEGINS_SECONDS,
  modelTimes,
  nodeTimes,
  primerTimes,
  rayTimes,
  routerTimes,
  SPOT_NOTICE_SECONDS,
} from "../../../model/k8s/autoscaling";
import { gpusOf, modelAtMost } from "../../../model/k8s/model-scaling";
import { planRay, workerSizes } from "../../../model/k8s/ray/plan";
import { eksConfig } from "../../helpers/configs";

/** Numbers as the table has them, without the types that would make each comparison a constant. */
const table: Readonly<Record<"node" | "ray" | "router" | "model", Readonly<Record<string, number>>>> = {
  node: nodeTimes,
  ray: rayTimes,
  router: routerTimes,
  model: modelTimes,
};

function time(layer: keyof typeof table, name: string): number {
  const value = table[layer][name];
  assert.ok(value !== undefined, `${layer} has the time ${name}`);
  return value;
}

/** Pairs of times of which the first is the shorter one, by why. */
const shorter: Readonly<Record<string, readonly [number, number]>> = {
  "a worker of Ray goes before its node: one that comes back finds it": [
    time("ray", "idleSeconds"),
    time("node", "idleSeconds"),
  ],
  "a node comes sooner than it would go for want of work": [
    time("node", "startSeconds"),
    time("node", "idleSeconds"),
  ],
  "Cluster Autoscaler gives a node time to come before it tries another pool": [
    time("node", "startSeconds"),
    time("node", "provisionSeconds"),
  ],
  "the pause after a new node is over before the first could go": [
    time("node", "afterAddSeconds"),
    time("node", "idleSeconds"),
  ],
  "a pod of the router answers sooner than another is taken away": [
    time("router", "startSeconds"),
    time("router", "scaleDownSeconds"),
  ],
  "a model server answers sooner than another is taken away": [
    time("model", "startSeconds"),
    time("model", "scaleDownSeconds"),
  ],
  "a model server is worth the node that it would need: it outlives one that is idle": [
    time("node", "idleSeconds"),
    time("model", "scaleDownSeconds"),
  ],
  "KEDA has looked several times before it makes one more": [
    2 * time("model", "pollSeconds"),
    time("model", "scaleUpSeconds"),
  ],
  "more pods come faster than they go": [
    time("model", "scaleUpStepSeconds"),
    time("model", "scaleDownStepSeconds"),
  ],
  "a node that is drained for want of work waits for its slowest pod": [
    time("model", "graceSeconds"),
    time("node", "drainSeconds"),
  ],
  "the router's pause is over before it is killed": [
    time("router", "pauseSeconds"),
    time("router", "graceSeconds"),
  ],
  "a model server's pause is over before it is killed": [
    time("model", "pauseSeconds"),
    time("model", "graceSeconds"),
  ],
};

describe("model/k8s/autoscaling", () => {
  for (const [why, [first, second]] of Object.entries(shorter))
    it(`${why}: ${String(first)} s before ${String(second)} s`, () => {
      assert.ok(first < second);
    });

  for (const layer of ["ray", "router", "model"] as const)
    it(`lets every pod of ${layer} end within the notice of a spot node`, () => {
      assert.ok(DRAIN_BEGINS_SECONDS + time(layer, "graceSeconds") <= SPOT_NOTICE_SECONDS);
    });

  it("waits for no GPU longer than Cluster Autoscaler does without the primer", () => {
    assert.ok(time("node", "scanSeconds") < primerTimes.gpuWaitSeconds);
  });

  it("never asks for more GPUs in all layers together than the pools can have", () => {
    const cases = [1, 4].flatMap((gpusPerNode) =>
      [2, 5, 9].flatMap((maxNodes) =>
        [1, 2].flatMap((gpusPerReplica) =>
          [1, 2].map((most) => ({ gpusPerNode, maxNodes, gpusPerReplica, most })),
        ),
      ),
    );
    let judged = 0;
    for (const { gpusPerNode, maxNodes, gpusPerReplica, most } of cases) {
      if (gpusPerReplica > gpusPerNode) continue;
      const config = eksConfig({
        pools: { system: {}, "gpu-a": { gpusPerNode, maxNodes } },
        recipes: ["ray", "llm", "autoscaling", "observability"],
        internetEgress: { reason: "Images come from public registries" },
        llm: { model: "Qwen/Qwen3-8B", gpusPerReplica },
        autoscaling: { models: { maxReplicas: most } },
      });
      const modelGpus = gpusOf(modelAtMost(config.llm, config.autoscaling));
      const plan = planRay(config.ray, workersBeside(config, workerSizes(config.ray), { modelGpus }));
      const workers = plan.groups.reduce((sum, { max, size }) => sum + max * size.gpus, 0);
      const nodes = planPools(config).reduce((sum, pool) => sum + pool.maxNodes * pool.gpusPerNode, 0);
      assert.ok(
        modelGpus + workers <= nodes,
        JSON.stringify({ gpusPerNode, maxNodes, gpusPerReplica, most }),
      );
      judged++;
    }
    assert.equal(judged, 18);
  });

  it("leaves Ray all GPUs where there is no model", () => {
    const config = eksConfig({ pools: { system: {}, "gpu-a": { maxNodes: 3 } } });
    const sizes = workerSizes(config.ray);
    assert.deepEqual(workersBeside(config, sizes, { modelGpus: 0 }), workersHeld(config, sizes));
  });
});
