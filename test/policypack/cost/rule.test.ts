import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { standardPrices } from "../../../policypack/cost";
import { policyOf } from "../../../policypack/lib/policy";
import { rule } from "../../../policypack/rules/cost/monthly-estimate";
import type { ExampleResource } from "../examples";
import { analyzeStack } from "../server";

const cluster: ExampleResource = {
  type: "aws:eks/cluster:Cluster",
  name: "cluster",
  inputs: { version: "1.36" },
};
const pool: ExampleResource = {
  type: "aws:eks/nodeGroup:NodeGroup",
  name: "pool",
  inputs: { instanceTypes: ["m7i.xlarge"], scalingConfig: { minSize: 0, maxSize: 9, desiredSize: 0 } },
};

async function messages(settings: object, ...stack: ExampleResource[]): Promise<string[]> {
  const found = await analyzeStack(policyOf(rule), stack.length > 0 ? stack : [cluster], { ...settings });
  return found.map(({ message }) => message);
}

describe("policypack/rules/cost/monthly-estimate", () => {
  let config: string | undefined;
  let folder = "";

  beforeEach(() => {
    config = process.env["PULUMI_CONFIG"];
    delete process.env["PULUMI_CONFIG"];
    folder = mkdtempSync(join(tmpdir(), "plinth-prices-"));
  });

  afterEach(() => {
    if (config === undefined) delete process.env["PULUMI_CONFIG"];
    else process.env["PULUMI_CONFIG"] = config;
    rmSync(folder, { recursive: true });
  });

  function priceFile(regions: object): string {
    const file = join(folder, "own.json");
    writeFileSync(file, JSON.stringify({ ...standardPrices, regions }, undefined, 2));
    return file;
  }

  it("compares nothing without a budget", async () => {
    assert.deepEqual(await messages({}), []);
    process.env["PULUMI_CONFIG"] = JSON.stringify({ "plinth:monthlyBudgetUsd": "many" });
    assert.deepEqual(await messages({}), []);
  });

  it("takes the budget from the stack's config, and a setting before it", async () => {
    process.env["PULUMI_CONFIG"] = JSON.stringify({ "plinth:monthlyBudgetUsd": "72" });
    const [message = ""] = await messages({});
    assert.match(
      message,
      /estimated at 73 USD a month at the largest size of its pools, above its budget of 72 USD\./,
    );
    assert.deepEqual(await messages({ monthlyBudgetUsd: 73 }), []);
  });

  it("lets the estimate be as high as the budget", async () => {
    assert.deepEqual(await messages({ monthlyBudgetUsd: 73 }), []);
    assert.equal((await messages({ monthlyBudgetUsd: 72.99 })).length, 1);
  });

  it("counts pools at the size that it is told", async () => {
    assert.equal((await messages({ monthlyBudgetUsd: 100 }, cluster, pool)).length, 1);
    assert.deepEqual(await messages({ monthlyBudgetUsd: 100, scale: "idle" }, cluster, pool), []);
    const [message = ""] = await messages({ monthlyBudgetUsd: 1, scale: "idle" }, cluster, pool);
    assert.match(message, /at the smallest size of its pools/);
  });

  it("takes prices of one's own, and those of the region that it is told", async () => {
    const prices = priceFile({
      "us-east-1": [{ group: "perHour", source: "infracost", prices: { eksCluster: 1 } }],
      "eu-central-1": [{ group: "perHour", source: "infracost", prices: { eksCluster: 2 } }],
    });
    const usd = async (settings: object): Promise<string | undefined> =>
      /estimated at ([\d,]+) USD/.exec(
        (await messages({ monthlyBudgetUsd: 1, prices, ...settings }))[0] ?? "",
      )?.[1];
    assert.equal(await usd({}), "730");
    assert.equal(await usd({ region: "eu-central-1" }), "1,460");
    process.env["PULUMI_CONFIG"] = JSON.stringify({ "aws:region": "eu-central-1" });
    assert.equal(await usd({}), "1,460");
    assert.equal(await usd({ region: "us-east-1" }), "730");
  });

  it("finds a file of prices that is not there or is wrong", async () => {
    const [missing = ""] = await messages({ monthlyBudgetUsd: 1, prices: join(folder, "none.json") });
    assert.match(missing, /The estimate cannot be made: ENOENT/);
    const [wrong = ""] = await messages({ monthlyBudgetUsd: 1, prices: priceFile({ x: 7 }) });
    assert.match(wrong, /The estimate cannot be made: .*own\.json:\d+: `regions\.x` /);
  });
});
