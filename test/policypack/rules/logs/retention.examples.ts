import { rule } from "../../../../policypack/rules/logs/retention";
import type { ResourceExamples } from "../../examples";

export const examples: ResourceExamples = {
  rule,
  type: "aws:cloudwatch/logGroup:LogGroup",
  compliant: { retentionInDays: 365 },
  alsoCompliant: { "one day": { inputs: { retentionInDays: 1 } } },
  violations: {
    "the provider's default, which is for ever": (inputs) => {
      delete inputs.retentionInDays;
    },
    "0, which is for ever": (inputs) => {
      inputs.retentionInDays = 0;
    },
  },
  notApplicable: "aws:cloudwatch/logStream:LogStream",
};
