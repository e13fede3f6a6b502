import assert from "node:assert/strict";
import type { Plan } from "../../../automation/plan";
import { recipeIds } from "../../../model/fleet/recipes";
import { deniedBy, planPlatforms, stackConfigOf } from "../../helpers/platforms";
import type { RawConfig } from "../../helpers/platforms";
import { rayServices } from "../../helpers/ray-services";

const BUDGET_USD = 1_000_000;

/** One axis of the matrix: by its name, what each choice gives the config. */
type Axis = Readonly<Record<string, RawConfig>>;

/** All recipes but some. */
function recipesWithout(...ids: readonly string[]): readonly string[] {
  return recipeIds.filter((id) => !ids.includes(id));
}

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
  sso: {
    none: { "plinth:recipes": recipesWithout("sso", "gateway") },
    authelia: {
      "plinth:recipes": recipeIds,
      "plinth:domain": "ai.example.com",
      "plinth:sso": { usersSecret: "authelia-users" },
      "plinth:router": { upstreamUrl: "https://models.example.com/v1", auth: "keys" },
    },
  },
  secrets: {
    none: {},
    vault: { "plinth:secrets": { backend: "vault" } },
    secretsManager: { "plinth:secrets": { backend: "secretsManager" } },
  },
  model: {
    none: {},
    fixed: { "plinth:llm": { model: "Qwen/Qwen3-8B", replicas: 2 } },
    scaled: {
      "plinth:llm": { model: "Qwen/Qwen3-8B" },
      "plinth:autoscaling": { models: { maxReplicas: 4 } },
    },
    split: { "plinth:llm": { model: "Qwen/Qwen3-8B", prefill: { replicas: 2 } } },
    spanning: { "plinth:llm": { model: "Qwen/Qwen3-8B", nodesPerReplica: 2 } },
  },
};

/** What every stack of the matrix has: pools on which they find a place. */
const common: RawConfig = {
  "plinth:pools": {
    system: {},
    cpu: { maxNodes: 8 },
    "cpu-spot": { capacity: "spot" },
    "gpu-l4": { maxNodes: 6 },
  },
  "plinth:internetEgress": { reason: "Images of the recipes come from public registries" },
  "plinth:router": { upstreamUrl: "https://models.example.com/v1" },
  "plinth:ray": { services: rayServices },
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

/** So many stacks are planned in one program. */
const TOGETHER = 10;

describe("components/k8s: every combination of the services under the profile strict", function () {
  this.timeout(240_000);

  const groups = Array.from({ length: Math.ceil(cells.length / TOGETHER) }, (_, group) =>
    cells.slice(group * TOGETHER, (group + 1) * TOGETHER),
  );
  for (const [group, some] of groups.entries()) {
    const nameOf = (index: number): string => `m${String(group)}-${String(index)}`;

    describe(`${some[0]?.title ?? ""} and the next`, () => {
      let plans: ReadonlyMap<string, Plan> = new Map();
      before(async () => {
        plans = await planPlatforms(some.map(({ config }, index) => stackConfigOf(nameOf(index), config)));
      });

      for (const [index, { title }] of some.entries()) {
        it(title, async () => {
          const planned = plans.get(nameOf(index));
          assert.ok(planned && planned.resources.length > 200, "it is planned whole");
          assert.deepEqual(await deniedBy(planned, BUDGET_USD), []);
        });
      }
    });
  }
});
