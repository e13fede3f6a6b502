import { rule } from "../../../../policypack/rules/logs/encrypted";
import type { ResourceExamples } from "../../examples";
import { unknownValue } from "../../server";

export const examples: ResourceExamples = {
  rule,
  type: "aws:cloudwatch/logGroup:LogGroup",
  compliant: { retentionInDays: 365, kmsKeyId: "arn:aws:kms:eu-central-1:123456789012:key/1" },
  alsoCompliant: {
    "a key that the stack makes": { inputs: { kmsKeyId: unknownValue } },
  },
  violations: {
    "no key": (inputs) => {
      delete inputs.kmsKeyId;
    },
    "an empty key": (inputs) => {
      inputs.kmsKeyId = "";
    },
  },
  notApplicable: "aws:cloudwatch/logStream:LogStream",
};
