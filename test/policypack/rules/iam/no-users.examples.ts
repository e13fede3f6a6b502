import { rule } from "../../../../policypack/rules/iam/no-users";
import type { StackExamples } from "../../examples";

export const examples: StackExamples = {
  rule,
  compliant: [{ type: "aws:iam/role:Role", name: "ci", inputs: { name: "plinth-ci" } }],
  violations: {
    "an IAM user": (stack) => {
      stack.user = { type: "aws:iam/user:User", name: "user", inputs: { name: "plinth-ci" } };
    },
  },
};
