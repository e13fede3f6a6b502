import { rule } from "../../../../policypack/rules/eks/access-entries";
import type { ResourceExamples } from "../../examples";

export const examples: ResourceExamples = {
  rule,
  type: "aws:eks/cluster:Cluster",
  compliant: { accessConfig: { authenticationMode: "API" } },
  alsoCompliant: {
    "the component of @pulumi/eks": { type: "eks:index:Cluster", inputs: { authenticationMode: "API" } },
  },
  violations: {
    "the ConfigMap beside": (inputs) => {
      inputs.accessConfig.authenticationMode = "API_AND_CONFIG_MAP";
    },
    "the ConfigMap alone": (inputs) => {
      inputs.accessConfig.authenticationMode = "CONFIG_MAP";
    },
    "AWS's default": (inputs) => {
      delete inputs.accessConfig;
    },
  },
  alsoViolating: {
    "the component's default": { type: "eks:index:Cluster", inputs: {} },
    "the component with the ConfigMap": {
      type: "eks:index:Cluster",
      inputs: { authenticationMode: "CONFIG_MAP", accessConfig: { authenticationMode: "API" } },
    },
  },
  notApplicable: "aws:eks/nodeGroup:NodeGroup",
};
