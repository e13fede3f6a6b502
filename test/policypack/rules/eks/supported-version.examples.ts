import { rule } from "../../../../policypack/rules/eks/supported-version";
import type { ResourceExamples } from "../../examples";

export const examples: ResourceExamples = {
  rule,
  type: "aws:eks/cluster:Cluster",
  compliant: { version: "1.36" },
  alsoCompliant: {
    "the version before": { inputs: { version: "1.35" } },
    "the oldest in standard support, of the component": {
      type: "eks:index:Cluster",
      inputs: { version: "1.34" },
    },
  },
  violations: {
    "a version that left standard support": (inputs) => {
      inputs.version = "1.33";
    },
    "a version that nobody has heard of": (inputs) => {
      inputs.version = "1.3";
    },
    "no version, so that the cluster is never upgraded": (inputs) => {
      delete inputs.version;
    },
  },
  alsoViolating: { "an old component": { type: "eks:index:Cluster", inputs: { version: "1.29" } } },
  notApplicable: "aws:eks/nodeGroup:NodeGroup",
};
