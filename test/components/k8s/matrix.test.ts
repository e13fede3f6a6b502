import assert from "node:assert/strict";
import type { Plan } from "../../../automation/plan";
import { platformRecipeIds } from "../../../model/k8s/recipes";
import { deniedBy, planPlatforms, stackConfigOf } from "../../helpers/platforms";
import type { RawConfig } from "../../helpers/platforms";

const BUDGET_USD = 1_000_000;

/** One axis of the matrix: by its name, what each choice gives the config. */
type Axis = Readonly<Record<string, RawConfig>>;

/**
 * Every axis. A new one is a line here; each choice of it meets every choice of the others.
 *
 * Keys that a choice gives replace those of choices before it.
 */
const axes: Readonly<Record<string, Axis>> = {
  autoscaler: {
    clusterAutoscaler: { "plinth:autoscaler": "clusterAutoscaler" },
    karpenter: { "plinth:autoscaler": "karpenter" },
  },
  model: {
    none: {},
    fixed: { "plinth:llm": { model: "Qwen/Qwen3-8B", replicas: 2 } },
  },
};

/** What every stack of the matrix has: all recipes, and pools on which they find a place. */
const common: RawConfig = {
  "plinth:recipes": platformRecipeIds,
  "plinth:pools": {
    system: {},
    cpu: { maxNodes: 8 },
    "cpu-spot": { capacity: "spot" },
    "gpu-l4": { maxNodes: 6 },
  },
  "plinth:internetEgress": { reason: "Images of the recipes come from public registries" },
  "plinth:domain": "ai.example.com",
  "plinth:router": { upstreamUrl: "https://models.example.com/v1" },
};

interface Cell {
  readonly title: string;
  readonly config: RawConfig;
}

const cells: readonly Cell[] = Object.values(axes).reduce<readonly Cell[]>(
  (all, axis) =>
    all.flatMap(({ title, config }) =>
      Object.entries(axis).map(([choice, keys]) => ({
        title: [title, choice].filter(Boolean).join(", "),
        config: { ...config, ...keys },
      })),
    ),
  [{ title: "", config: common }],
);

describe("components/k8s: every combination of the services under the profile strict", function () {
  this.timeout(240_000);

  const nameOf = (index: number): string => `m${String(index)}`;
  let plans: ReadonlyMap<string, Plan> = new Map();
  before(async () => {
    plans = await planPlatforms(cells.map(({ config }, index) => stackConfigOf(nameOf(index), config)));
  });

  for (const [index, { title }] of cells.entries()) {
    it(title, async () => {
      const planned = plans.get(nameOf(index));
      assert.ok(planned && planned.resources.length > 200, "it is planned whole");
      assert.deepEqual(await deniedBy(planned, BUDGET_USD), []);
    });
  }
});
