import { demand } from "../../lib/finding";
import { Property } from "../../lib/property";
import { stackRule } from "../../lib/rule";
import { any } from "../../lib/truth";

/** What grows by itself. */
const pools = [
  "aws:eks/nodeGroup:NodeGroup",
  "aws:autoscaling/group:Group",
  "eks:index:ManagedNodeGroup",
  "eks:index:NodeGroup",
  "eks:index:NodeGroupV2",
  /^kubernetes:karpenter\.sh\/[^:]+:NodePool$/,
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
    const types = stack.ofType("aws:budgets/budget:Budget").map(({ properties, urn }) => ({
      type: properties.child("budgetType"),
      urn,
    }));
    const exists = any(...types.map(({ type }) => type.oneOf(["COST"], false)));
    const message = "A stack with pools of nodes must have a budget of AWS that watches its cost.";
    // Without a budget of cost nobody can point at one; of one whose type is not known the finding says so.
    const doubtful = types.find(({ type }) => type.state !== "known" && type.state !== "absent") ?? types[0];
    if (exists !== undefined || doubtful === undefined) return demand(exists, Property.inputs({}), message);
    return demand(exists, doubtful.type, `must be \`COST\`: ${message}`).map((finding) => ({
      ...finding,
      urn: doubtful.urn,
    }));
  },
});
