import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { costOf } from "../../../automation/policy/cost";
import { isPlinthError } from "../../../model/errors";
import { planned, planOf } from "../../helpers/plans";

const plan = planOf("/program", planned("aws:ec2/natGateway:NatGateway", "way-out"));
const told = (settings: Readonly<Record<string, unknown>>) =>
  new Map([["cost-monthly-estimate", { level: "advisory", settings }]] as const);

describe("automation/policy/cost", () => {
  it("takes the budget and the region of the policy's config before those of the stack's", () => {
    const stack = { "aws:region": "eu-central-1", "plinth:monthlyBudgetUsd": "500" };
    assert.equal(costOf(plan, told({}), stack).budgetUsd, 500);
    assert.equal(costOf(plan, told({ monthlyBudgetUsd: 90 }), stack).budgetUsd, 90);
    assert.equal(costOf(plan, new Map(), {}).budgetUsd, null);
    const standIns = costOf(plan, told({ region: "xx-nowhere-1" }), stack).prices.standIns;
    assert.deepEqual(standIns, ["xx-nowhere-1"]);
  });

  it("explains a file of prices that cannot be used, with its line", () => {
    const folder = mkdtempSync(join(tmpdir(), "plinth-prices-"));
    const file = join(folder, "prices.json");
    writeFileSync(file, '{\n"currency": "EUR"\n}');
    assert.throws(
      () => costOf(plan, told({ prices: file }), {}),
      (error) =>
        isPlinthError(error) &&
        error.code === "policy-input-invalid" &&
        /prices\.json:2: /.test(error.format()),
    );
    assert.throws(() => costOf(plan, told({ prices: join(folder, "none.json") }), {}), {
      code: "policy-input-invalid",
    });
    rmSync(folder, { recursive: true });
  });
});
