import { rule } from "../../../../policypack/rules/cost/budget-exists";
import type { ExampleResource, StackExamples } from "../../examples";
import { unknownValue } from "../../server";

const budget = (budgetType?: unknown, name = "budget"): ExampleResource => ({
  type: "aws:budgets/budget:Budget",
  name,
  inputs: {
    ...(budgetType !== undefined && { budgetType }),
    ...{ limitAmount: "10000", limitUnit: "USD", timeUnit: "MONTHLY" },
  },
});
const pool = (type: string, name = "pool"): ExampleResource => ({ type, name, inputs: {} });
const types = [
  "aws:autoscaling/group:Group",
  "eks:index:ManagedNodeGroup",
  "eks:index:NodeGroup",
  "eks:index:NodeGroupV2",
  "kubernetes:karpenter.sh/v1:NodePool",
];

export const examples: StackExamples = {
  rule,
  isAboutStack: true,
  compliant: [pool("aws:eks/nodeGroup:NodeGroup"), budget("COST")],
  alsoCompliant: {
    "no pools": [pool("aws:ec2/instance:Instance")],
    "one budget of cost among others": [
      pool("aws:eks/nodeGroup:NodeGroup"),
      budget("USAGE", "usage"),
      budget("COST"),
    ],
    ...Object.fromEntries(types.map((type) => [type, [pool(type), budget("COST")]])),
  },
  violations: {
    "no budget": (stack) => {
      delete stack["budget"];
    },
    "a budget of use": (stack) => {
      stack["budget"] = budget("USAGE");
    },
    "a budget without a type": (stack) => {
      stack["budget"] = budget();
    },
  },
  alsoViolating: Object.fromEntries(types.map((type) => [type, [pool(type)]])),
  undecided: {
    "a budget of use beside one of a type that is not known": [
      pool("aws:eks/nodeGroup:NodeGroup"),
      budget("USAGE", "usage"),
      budget(unknownValue),
    ],
  },
  decidedWithout: {
    "one budget of cost among others: usage: budgetType": "The other budget watches the cost.",
  },
};
