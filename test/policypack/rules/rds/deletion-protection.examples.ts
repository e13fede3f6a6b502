import { rule } from "../../../../policypack/rules/rds/deletion-protection";
import type { ResourceExamples } from "../../examples";

export const examples: ResourceExamples = {
  rule,
  type: "aws:rds/instance:Instance",
  compliant: { engine: "postgres", deletionProtection: true },
  alsoCompliant: {
    "a cluster": { type: "aws:rds/cluster:Cluster", inputs: { deletionProtection: true } },
  },
  violations: {
    "no protection": (inputs) => {
      inputs.deletionProtection = false;
    },
    "the provider's default, which is none": (inputs) => {
      delete inputs.deletionProtection;
    },
  },
  alsoViolating: {
    "a cluster that does not say": { type: "aws:rds/cluster:Cluster", inputs: {} },
  },
  notApplicable: "aws:rds/subnetGroup:SubnetGroup",
};
