import assert from "node:assert/strict";
import { planCost } from "../../../automation/plan/cost";
import { standardPrices } from "../../../policypack/cost";
import { planOf } from "../../helpers/component-plans";
import { urnOf, secret } from "../../policypack/server";

describe("automation/plan/cost", () => {
  const provider = { type: "pulumi:providers:aws", name: "frankfurt", wire: { region: "eu-central-1" } };
  const cluster = { type: "aws:eks/cluster:Cluster", name: "main", wire: { version: "1.36" } };

  it("prices what a plan holds, in the region of its provider", () => {
    const inside = { ...cluster, provider: urnOf(provider.type, provider.name), parent: urnOf("x:y:Z", "z") };
    const { monthlyUsd, prices } = planCost(planOf(provider, inside), standardPrices);
    assert.equal(monthlyUsd.onDemandMax, 73);
    assert.deepEqual(prices.standIns, ["eu-central-1"]);
  });

  it("takes the region that it is told for the others", () => {
    const { prices } = planCost(planOf(cluster), standardPrices, { region: "eu-west-1" });
    assert.deepEqual(prices.standIns, ["eu-west-1"]);
    const gone = { ...cluster, provider: urnOf(provider.type, "gone") };
    assert.deepEqual(planCost(planOf(gone), standardPrices).prices.standIns, []);
  });

  it("joins pools with their launch templates, and tells no secret", () => {
    const template = {
      type: "aws:ec2/launchTemplate:LaunchTemplate",
      name: "template",
      wire: { instanceType: secret("hunter2") },
    };
    const group = {
      type: "aws:eks/nodeGroup:NodeGroup",
      name: "pool",
      wire: { scalingConfig: { minSize: 1, maxSize: 1 } },
      propertyDependencies: { launchTemplate: [urnOf(template.type, template.name)] },
    };
    const { unpriced } = planCost(planOf(template, group), standardPrices);
    assert.deepEqual(
      unpriced.map(({ name, kind }) => [name, kind]),
      [["pool", "unknown"]],
    );
    assert.doesNotMatch(JSON.stringify(unpriced), /hunter2/);
  });
});
