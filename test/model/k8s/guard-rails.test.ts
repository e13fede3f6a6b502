import assert from "node:assert/strict";
import fc from "fast-check";
import {
  limitRangeSpec,
  llmQuota,
  rayQuota,
  routerQuota,
  resourceQuotaSpec,
} from "../../../model/k8s/guard-rails";
import type { PlatformSizes } from "../../../model/k8s/guard-rails";
import { RaySettings } from "../../../model/config/services/ray";
import { rayCluster } from "../../../model/k8s/ray/cluster";
import { planRay } from "../../../model/k8s/ray/plan";
import { LlmSettings } from "../../../model/config/services/llm";

const none = { volumeGiB: 5 };
const sizes = (more: Partial<PlatformSizes>): PlatformSizes => ({
  nodes: 1,
  observability: { metrics: none, logs: none, traces: none },
  devtools: { prefectVolumeGiB: 1, mlflowVolumeGiB: 1 },
  vault: { volumeGiB: 1 },
  ray: planRay(RaySettings.parse({})),
  router: { maxReplicas: 10 },
  ...more,
});

interface Container {
  readonly resources: { readonly requests: Readonly<Record<string, string>> };
}

/** Number of a quantity that is written in whole units, GiB or thousandths. */
function quantity(text = "0"): number {
  const [, digits = "", unit = ""] = /^(\d+)(Gi|m|)$/.exec(text) ?? [];
  assert.notEqual(digits, "", text);
  return Number(digits) * (unit === "m" ? 0.001 : 1);
}

describe("model/k8s/guard-rails", () => {
  it("has room in the namespace of Ray for its largest cluster twice, whatever its sizes are", () => {
    const count = fc.integer({ min: 1, max: 100 });
    const settings = fc.record({
      headCpus: count,
      headMemoryGiB: fc.integer({ min: 4, max: 100 }),
      maxWorkers: count,
      workerCpus: count,
      workerMemoryGiB: count,
      maxGpuWorkers: fc.integer({ min: 0, max: 100 }),
      gpusPerWorker: fc.integer({ min: 1, max: 16 }),
      gpuWorkerCpus: count,
      gpuWorkerMemoryGiB: count,
    });
    fc.assert(
      fc.property(settings, (given) => {
        const plan = planRay(RaySettings.parse(given));
        const { spec } = rayCluster(plan);
        const groups = [
          { count: 1, containers: spec.headGroupSpec.template.spec.containers },
          { count: 1, containers: [spec.autoscalerOptions] },
          ...spec.workerGroupSpecs.map(({ maxReplicas, template }) => ({
            count: maxReplicas,
            containers: template.spec.containers,
          })),
        ] as readonly { readonly count: number; readonly containers: readonly Container[] }[];
        const asked = (what: string): number =>
          groups.reduce(
            (all, { count: pods, containers }) =>
              all +
              pods * containers.reduce((of, { resources }) => of + quantity(resources.requests[what]), 0),
            0,
          );
        const quota = rayQuota(sizes({ ray: plan }));
        const hard = resourceQuotaSpec(quota).hard as Readonly<Record<string, string>>;
        for (const what of ["cpu", "memory", "nvidia.com/gpu"])
          assert.ok(quantity(hard[`requests.${what}`]) >= 2 * asked(what), what);
        const most = limitRangeSpec(quota).limits[0]?.max.memory;
        for (const { containers } of groups)
          for (const { resources } of containers)
            assert.ok(quantity(most) >= quantity(resources.requests["memory"]));
      }),
      { numRuns: 50 },
    );
  });

  it("has as many GPUs for models as one more replica takes", () => {
    const keys = { model: "owner/model", replicas: 2, gpusPerReplica: 8, memoryGiB: 640, cacheGiB: 500 };
    const llm = LlmSettings.parse(keys);
    const { gpus, containerGiB, storageGiB } = llmQuota(sizes({ llm }));
    assert.deepEqual([gpus, containerGiB, storageGiB], [24, 640, 1500]);
    assert.equal(llmQuota(sizes({})).gpus, 8, "a node's GPUs where the platform serves no model");
    const prefill = { replicas: 3, gpusPerReplica: 4 };
    const split = LlmSettings.parse({ ...keys, prefill });
    assert.equal(llmQuota(sizes({ llm: split })).gpus, 3 * 8 + 4 * 4);
    assert.equal(llmQuota(sizes({ llm: split })).pods, 3 + 4 + 10);
    const spanning = LlmSettings.parse({ ...keys, nodesPerReplica: 2 });
    assert.equal(llmQuota(sizes({ llm: spanning })).gpus, 3 * 2 * 8);
    assert.equal(llmQuota(sizes({ llm: spanning })).pods, 3 * 2 + 10);
  });

  it("has room for twice the router's pods at its largest", () => {
    const { pods, cpus, memoryGiB } = routerQuota(sizes({ router: { maxReplicas: 40 } }));
    // On AWS a container of 10m and 128 MiB is beside each.
    assert.ok(pods >= 80 && cpus >= 80 * 0.51 && memoryGiB >= 80 * 0.375);
    assert.ok(pods > routerQuota(sizes({})).pods);
  });
});
