import { rule } from "../../../../policypack/rules/eks/deletion-protection";
import type { ResourceExamples } from "../../examples";

export const examples: ResourceExamples = {
  rule,
  type: "aws:eks/cluster:Cluster",
  compliant: { deletionProtection: true },
  alsoCompliant: {
    "the component of @pulumi/eks": { type: "eks:index:Cluster", inputs: { deletionProtection: true } },
  },
  violations: {
    "no protection": (inputs) => {
      inputs.deletionProtection = false;
    },
    "AWS's default": (inputs) => {
      delete inputs.deletionProtection;
    },
  },
  alsoViolating: { "the component's default": { type: "eks:index:Cluster", inputs: {} } },
  notApplicable: "aws:eks/nodeGroup:NodeGroup",
};
