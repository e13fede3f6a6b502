import assert from "node:assert/strict";
import type { Plan } from "../../../automation/plan";
import { deniedBy, planPlatforms, stackConfigOf } from "../../helpers/platforms";
import type { RawConfig } from "../../helpers/platforms";

const BUDGET_USD = 1_000_000;

const autoscalers = ["clusterAutoscaler", "karpenter"];
const nats = ["none", "single", "perZone"];
const amis = ["al2023", "bottlerocket"];
const endpoints = [{ public: false }, { public: true, publicCidrs: ["203.0.113.0/24"] }];

/** What the pools are; each pool has the operating system of the matrix beside this. */
const poolSets: Readonly<Record<string, Readonly<Record<string, RawConfig>>>> = {
  small: { system: {} },
  mixed: { system: {}, cpu: { maxNodes: 8 }, "gpu-l4": { maxNodes: 4 } },
  large: {
    system: { minNodes: 3, maxNodes: 5, diskGiB: 200 },
    cpu: { capacity: "spot" },
    "cpu-arm": { instanceTypes: ["m7g.xlarge", "m6g.xlarge"] },
    "gpu-big": { gpus: ["a10g", "l4"], gpusPerNode: 4, zones: ["eu-central-1a", "eu-central-1b"] },
  },
};

interface Cell {
  readonly name: string;
  readonly title: string;
  readonly config: RawConfig;
  readonly isPublic: boolean;
}

function cells(autoscaler: string, ami: string): Cell[] {
  return nats.flatMap((nat) =>
    endpoints.flatMap((endpoint) =>
      Object.entries(poolSets).map(([set, pools], index) => {
        const name = `${autoscaler[0] ?? ""}${ami[0] ?? ""}-${nat.toLowerCase()}-${endpoint.public ? "pub" : "prv"}-${String(index)}`;
        const all = Object.entries(pools).map(([pool, settings]) => [pool, { ...settings, ami }]);
        const keys = {
          "plinth:autoscaler": autoscaler,
          "plinth:nat": nat,
          "plinth:endpoint": endpoint,
          "plinth:pools": Object.fromEntries(all) as RawConfig,
        };
        const title = `NAT ${nat}, endpoint ${endpoint.public ? "public" : "private"}, pools ${set}`;
        return { name, title, config: stackConfigOf(name, keys), isPublic: endpoint.public };
      }),
    ),
  );
}

describe("components/eks: every combination of the config under the profile strict", function () {
  this.timeout(240_000);

  for (const autoscaler of autoscalers) {
    for (const ami of amis) {
      describe(`${autoscaler}, ${ami}`, () => {
        let plans: ReadonlyMap<string, Plan> = new Map();
        before(async () => {
          plans = await planPlatforms(cells(autoscaler, ami).map(({ config }) => config));
        });

        for (const { name, title, isPublic } of cells(autoscaler, ami)) {
          it(title, async () => {
            const planned = plans.get(name);
            assert.ok(planned && planned.resources.length > 100, "it is planned whole");
            // A public endpoint is what the profile denies, and nothing else of it.
            const expected = isPublic ? ["eks-endpoint-private"] : [];
            assert.deepEqual(await deniedBy(planned, BUDGET_USD), expected);
          });
        }
      });
    }
  }
});

describe("components/eks: what the profile strict denies of a config that may be given", function () {
  this.timeout(120_000);

  const spot = (types: readonly string[]): RawConfig => ({
    "plinth:pools": { system: {}, "gpu-one": { instanceTypes: types } },
  });
  const forbidden: Readonly<Record<string, { readonly keys: RawConfig; readonly rules: readonly string[] }>> =
    {
      internet: {
        keys: { "plinth:internetEgress": { reason: "Models come from huggingface.co" } },
        rules: ["network-private-egress"],
      },
      public: {
        keys: { "plinth:endpoint": { public: true, publicCidrs: ["203.0.113.0/24"] } },
        rules: ["eks-endpoint-private"],
      },
      unprotected: {
        keys: { "plinth:deletionProtection": false },
        rules: ["eks-deletion-protection", "rds-deletion-protection"],
      },
      onetype: { keys: spot(["g5.xlarge"]), rules: ["eks-spot-diverse"] },
    };
  let plans: ReadonlyMap<string, Plan> = new Map();
  before(async () => {
    const configs = Object.entries(forbidden).map(([name, { keys }]) => stackConfigOf(name, keys));
    plans = await planPlatforms(configs);
  });

  for (const [name, { rules }] of Object.entries(forbidden)) {
    it(`${name}: ${rules.join(", ")}`, async () => {
      const planned = plans.get(name);
      assert.ok(planned);
      assert.deepEqual(await deniedBy(planned, BUDGET_USD), rules);
    });
  }

  it("a budget under the estimate: cost-monthly-estimate", async () => {
    const planned = plans.get("onetype");
    assert.ok(planned);
    assert.deepEqual(await deniedBy(planned, 100), ["cost-monthly-estimate", "eks-spot-diverse"]);
  });
});
