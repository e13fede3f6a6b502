import { demand } from "../../lib/finding";
import { nodePoolTypes } from "../../lib/karpenter";
import { Property } from "../../lib/property";
import { stackRule } from "../../lib/rule";
import type { StackResource } from "../../lib/rule";
import { any } from "../../lib/truth";
import type { Truth } from "../../lib/truth";

const message = "A stack with pools of nodes must have a budget of AWS that watches its cost.";
const doubtMessage = "must be `COST`: a stack with pools of nodes must have a budget that watches its cost.";

/** What grows by itself. */
const pools = [
  "aws:eks/nodeGroup:NodeGroup",
  "aws:autoscaling/group:Group",
  "eks:index:ManagedNodeGroup",
  "eks:index:NodeGroup",
  "eks:index:NodeGroupV2",
  ...nodePoolTypes,
];

export const rule = stackRule({
  name: "cost-budget-exists",
  title: "A stack whose nodes grow by themselves has a budget",
  description:
    "Pools of nodes grow with their load, and so does the bill. A budget of AWS is what tells somebody before the month is over.",
  severity: "medium",
  level: "advisory",
  requirements: [],
  peers: [],
  url: "https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-managing-costs.html",
  remediation: 'Declare an `aws.budgets.Budget` with `budgetType: "COST"` and a notification.',
  checkStack: (stack) => {
    if (stack.ofType(...pools).length === 0) return [];
    const budgets = stack.ofType("aws:budgets/budget:Budget");
    const exists = any(...budgets.map(watchesCost));
    if (exists !== undefined) return demand(exists, Property.inputs({}), message);
    return budgets
      .filter((budget) => watchesCost(budget) === undefined)
      .flatMap(({ properties, urn }) =>
        demand(exists, properties.child("budgetType"), doubtMessage).map((finding) => ({ ...finding, urn })),
      );
  },
});

function watchesCost({ properties }: StackResource): Truth {
  return properties.child("budgetType").oneOf(["COST"], false);
}
