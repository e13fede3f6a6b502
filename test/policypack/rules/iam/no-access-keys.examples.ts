import { rule } from "../../../../policypack/rules/iam/no-access-keys";
import type { StackExamples } from "../../examples";

export const examples: StackExamples = {
  rule,
  compliant: [{ type: "aws:iam/role:Role", name: "ci", inputs: { name: "plinth-ci" } }],
  violations: {
    "an access key": (stack) => {
      stack.key = { type: "aws:iam/accessKey:AccessKey", name: "key", inputs: { user: "plinth-ci" } };
    },
  },
};
