import assert from "node:assert/strict";
import { Budget } from "../../../components/eks/budget";
import type { BudgetArgs } from "../../../components/eks/budget";
import type { Scope } from "../../../model/eks/scope";
import { scope as anyScope } from "../../helpers/eks-scope";
import { Registrations, valueOf } from "../../helpers/registrations";

const scope: Scope = { ...anyScope, name: "ai" };

describe("components/eks/budget", () => {
  const registered = new Registrations();

  async function create(args: Partial<BudgetArgs> = {}): Promise<Readonly<Record<string, unknown>>> {
    await registered.start({ stack: "prod", preview: false });
    const emails = ["one@example.org", "two@example.org"];
    const budget = new Budget("ai", { scope, monthlyUsd: 5000, emails, ...args });
    assert.equal(await valueOf(budget.budgetName), "ai-eu-central-1-monthly");
    const { inputs, parent } = registered.get("aws:budgets/budget:Budget", "ai-monthly");
    assert.ok(parent.endsWith("plinth:eks:Budget::ai"));
    return inputs;
  }

  it("watches what the month costs", async () => {
    const { budgetType, timeUnit, limitAmount, limitUnit, costTypes } = await create();
    assert.deepEqual(
      { budgetType, timeUnit, limitAmount, limitUnit, costTypes },
      {
        budgetType: "COST",
        timeUnit: "MONTHLY",
        limitAmount: "5000",
        limitUnit: "USD",
        costTypes: { includeCredit: false, includeRefund: false },
      },
    );
  });

  it("counts what carries the stack's tag", async () => {
    const filters = (value: string) => [{ name: "TagKeyValue", values: [`user:Stack$${value}`] }];
    assert.deepEqual((await create())["costFilters"], filters("prod"));
    assert.deepEqual((await create({ stack: "prod-us" }))["costFilters"], filters("prod-us"));
  });

  it("tells everybody at 80 and 100 percent, of the forecast and of what is spent", async () => {
    const { notifications } = await create();
    const told = notifications as readonly Readonly<Record<string, unknown>>[];
    assert.deepEqual(
      told.map(({ notificationType, threshold }) => `${String(notificationType)} ${String(threshold)}`),
      ["FORECASTED 80", "FORECASTED 100", "ACTUAL 80", "ACTUAL 100"],
    );
    for (const notification of told) {
      assert.equal(notification["thresholdType"], "PERCENTAGE");
      assert.equal(notification["comparisonOperator"], "GREATER_THAN");
      assert.deepEqual(notification["subscriberEmailAddresses"], ["one@example.org", "two@example.org"]);
    }
  });
});
