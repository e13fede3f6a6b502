import assert from "node:assert/strict";
import type { Plan } from "../../../automation/plan";
import { deniedBy, planPlatforms, stackConfigOf } from "../../helpers/platforms";
import type { RawConfig } from "../../helpers/platforms";

const BUDGET_USD = 1_000_000;

const autoscalers = ["clusterAutoscaler", "karpenter"];

/** Pools and the settings of Ray that they can hold. */
const sets: Readonly<Record<string, RawConfig>> = {
  defaults: { "plinth:pools": { system: {}, "gpu-a": {} } },
  cpu: { "plinth:pools": { system: {}, cpu: { capacity: "spot" } }, "plinth:ray": { maxWorkers: 8 } },
  gpu: {
    "plinth:pools": { system: {}, cpu: {}, "gpu-big": { gpusPerNode: 4, maxNodes: 2 } },
    "plinth:ray": { minWorkers: 1, maxWorkers: 4, minGpuWorkers: 1, maxGpuWorkers: 4, gpusPerWorker: 2 },
  },
};

interface Cell {
  readonly name: string;
  readonly title: string;
  readonly config: RawConfig;
}

const cells: readonly Cell[] = autoscalers.flatMap((autoscaler) =>
  Object.entries(sets).map(([set, keys]) => {
    const name = `${autoscaler[0] ?? ""}-${set}`;
    const config = stackConfigOf(name, {
      ...keys,
      "plinth:autoscaler": autoscaler,
      "plinth:recipes": ["autoscaling", "gpu", "ray"],
    });
    return { name, title: `${autoscaler}, ${set}`, config };
  }),
);

describe("components/k8s: Ray and GPUs under the profile strict", function () {
  this.timeout(240_000);

  let plans: ReadonlyMap<string, Plan> = new Map();
  before(async () => {
    plans = await planPlatforms(cells.map(({ config }) => config));
  });

  for (const { name, title } of cells) {
    it(title, async () => {
      const planned = plans.get(name);
      assert.ok(planned);
      assert.ok(planned.resources.some(({ type }) => type === "kubernetes:ray.io/v1:RayCluster"));
      assert.deepEqual(await deniedBy(planned, BUDGET_USD), []);
    });
  }
});
