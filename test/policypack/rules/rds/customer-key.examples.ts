import { rule } from "../../../../policypack/rules/rds/customer-key";
import type { ResourceExamples } from "../../examples";

export const examples: ResourceExamples = {
  rule,
  type: "aws:rds/instance:Instance",
  compliant: { engine: "postgres", kmsKeyId: "arn:aws:kms:eu-central-1:123456789012:key/1" },
  alsoCompliant: {
    "a cluster": {
      type: "aws:rds/cluster:Cluster",
      inputs: { kmsKeyId: "arn:aws:kms:eu-central-1:123456789012:key/1" },
    },
  },
  violations: {
    "an empty key": (inputs) => {
      inputs.kmsKeyId = "";
    },
    "no key": (inputs) => {
      delete inputs.kmsKeyId;
    },
  },
  alsoViolating: {
    "a cluster that does not say": { type: "aws:rds/cluster:Cluster", inputs: {} },
  },
  notApplicable: "aws:rds/subnetGroup:SubnetGroup",
};
