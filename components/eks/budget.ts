/** What tells people that the stack costs more than it should. */

import { Budget as AwsBudget } from "@pulumi/aws/budgets/budget";
import * as pulumi from "@pulumi/pulumi";
import type { Scope } from "../../model/eks/scope";
import { tagKeys } from "../../model/tags";

/** Arguments of `Budget`. */
export interface BudgetArgs {
  /** The stack that the budget is for. */
  readonly scope: Scope;
  /** What the stack may cost in a month, in US dollars. */
  readonly monthlyUsd: number;
  /** Who is told; AWS takes at most ten for each notification. */
  readonly emails: readonly string[];
  /**
   * Value of the tag `Stack` that the stack's resources carry.
   *
   * @default the name of the Pulumi stack
   */
  readonly stack?: string;
}

const TYPE = "plinth:eks:Budget";

/** Percentages of the limit at which people are told: of what the month will cost by AWS's forecast, and of what it has cost. */
const THRESHOLDS = [80, 100] as const;
const KINDS = ["FORECASTED", "ACTUAL"] as const;

/**
 * A monthly budget over everything that carries the stack's tag, with notices at 80 and 100 percent of what is forecast
 * and of what is spent.
 *
 * AWS counts costs by a tag only when it is active as a cost allocation tag, which the account that pays does once, and
 * from then on: https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/activating-tags.html
 */
export class Budget extends pulumi.ComponentResource {
  /** Name of the budget in AWS. */
  readonly budgetName: pulumi.Output<string>;

  constructor(name: string, args: BudgetArgs, options: pulumi.ComponentResourceOptions = {}) {
    super(TYPE, name, {}, options);
    const { scope, monthlyUsd, emails, stack = pulumi.getStack() } = args;
    const budget = new AwsBudget(
      `${name}-monthly`,
      {
        // Budgets belong to the account as a whole, so the region is in the name.
        name: `${scope.name}-${scope.region}-monthly`,
        budgetType: "COST",
        timeUnit: "MONTHLY",
        limitAmount: String(monthlyUsd),
        limitUnit: "USD",
        // A tag of one's own is `user:<key>$<value>`:
        // https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Budget.html
        costFilters: [{ name: "TagKeyValue", values: [`user:${tagKeys.stack}$${stack}`] }],
        // With credits and refunds counted, spending would not show until they are used up.
        costTypes: { includeCredit: false, includeRefund: false },
        notifications: KINDS.flatMap((notificationType) =>
          THRESHOLDS.map((threshold) => ({
            notificationType,
            threshold,
            thresholdType: "PERCENTAGE",
            comparisonOperator: "GREATER_THAN",
            subscriberEmailAddresses: [...emails],
          })),
        ),
      },
      { parent: this },
    );
    this.budgetName = budget.name;
    this.registerOutputs({ budgetName: this.budgetName });
  }
}
