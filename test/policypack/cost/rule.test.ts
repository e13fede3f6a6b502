import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { standardPrices } from "../../../policypack/cost";
import { policyOf, stackOfResources } from "../../../policypack/lib/policy";
import { rule as budgetExists } from "../../../policypack/rules/cost/budget-exists";
import { rule as instanceSize } from "../../../policypack/rules/cost/instance-size";
import { rule } from "../../../policypack/rules/cost/monthly-estimate";
import { rule as natGateways } from "../../../policypack/rules/cost/nat-gateways";
import type { ExampleResource } from "../examples";
import { analyzeStack, unknownValue, urnOf } from "../server";
import { resource } from "./resources";

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

  it("names the property that is not known, and no other value", async () => {
    const groups = { ...pool, inputs: { ...pool.inputs, capacityType: unknownValue } };
    const [unknown = ""] = await messages({ monthlyBudgetUsd: 1000 }, cluster, groups);
    assert.match(unknown, /cannot be decided: a value is wanted: `capacityType`: not given, not known/);
    const priceless = { ...pool, inputs: { ...pool.inputs, instanceTypes: ["z9.large"] } };
    const [missing = ""] = await messages({ monthlyBudgetUsd: 1000 }, cluster, priceless);
    assert.match(
      missing,
      /cannot be decided: the table has no price of something in this resource, which the/,
    );
    assert.doesNotMatch(missing, /z9/);
  });

  it("is about the resource that cannot be decided", () => {
    const found = rule.checkStack(
      stackOfResources([resource("aws:sagemaker/endpoint:Endpoint", {}, { name: "model" })]),
      { monthlyBudgetUsd: 1, scale: "max", region: "", prices: "" } as never,
    );
    assert.deepEqual(
      found.map(({ path, undecided, urn }) => [path, undecided, urn]),
      [["", true, urnOf("aws:sagemaker/endpoint:Endpoint", "model")]],
    );
  });

  it("offers two sizes to count at", () => {
    assert.deepEqual(rule.settings?.["scale"], {
      ...rule.settings?.["scale"],
      ...{ enum: ["max", "idle"], default: "max" },
    });
  });

  it("finds a file of prices that is not there or is wrong", async () => {
    const [missing = ""] = await messages({ monthlyBudgetUsd: 1, prices: join(folder, "none.json") });
    assert.match(missing, /\nThe estimate cannot be made: ENOENT/);
    const [wrong = ""] = await messages({ monthlyBudgetUsd: 1, prices: priceFile({ x: 7 }) });
    assert.match(wrong, /\nThe estimate cannot be made: .*own\.json:\d+: `regions\.x` /);
  });
});

describe("policypack/rules/cost/budget-exists", () => {
  it("is about the budget whose type is not known", async () => {
    const budget = (name: string, budgetType: unknown): ExampleResource => ({
      type: "aws:budgets/budget:Budget",
      name,
      inputs: { budgetType },
    });
    const stack = [pool, budget("usage", "USAGE"), budget("doubtful", unknownValue)];
    const found = await analyzeStack(policyOf(budgetExists), stack);
    assert.deepEqual(
      found.map(({ urn }) => urn),
      [urnOf("aws:budgets/budget:Budget", "doubtful")],
    );
    assert.match(found[0]?.message ?? "", /\n`budgetType` must be `COST`/);
  });
});

describe("policypack/rules/cost/nat-gateways", () => {
  it("is about each gateway that is one too many", async () => {
    const stack = ["a", "b", "c", "d", "e"].map((name) => ({
      ...{ type: "aws:ec2/natGateway:NatGateway", name },
      inputs: {},
    }));
    const found = await analyzeStack(policyOf(natGateways), stack);
    assert.deepEqual(
      found.map(({ urn }) => urn),
      ["d", "e"].map((name) => urnOf("aws:ec2/natGateway:NatGateway", name)),
    );
    for (const { message } of found) assert.match(message, /\nThis NAT gateway is one more/);
  });
});

describe("policypack/rules/cost/instance-size", () => {
  it("allows no larger type of itself", () => {
    assert.deepEqual(instanceSize.settings?.["allowedTypes"]?.default, []);
  });
});
