import { rule } from "../../../../policypack/rules/rds/encrypted";
import type { ResourceExamples } from "../../examples";

export const examples: ResourceExamples = {
  rule,
  type: "aws:rds/instance:Instance",
  compliant: { engine: "postgres", storageEncrypted: true },
  alsoCompliant: {
    "a cluster": { type: "aws:rds/cluster:Cluster", inputs: { storageEncrypted: true } },
  },
  violations: {
    "no encryption": (inputs) => {
      inputs.storageEncrypted = false;
    },
    "the provider's default, which is none": (inputs) => {
      delete inputs.storageEncrypted;
    },
  },
  alsoViolating: {
    "a cluster that does not say": { type: "aws:rds/cluster:Cluster", inputs: {} },
  },
  notApplicable: "aws:rds/subnetGroup:SubnetGroup",
};
