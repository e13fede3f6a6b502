import { rule } from "../../../../policypack/rules/eks/endpoint-private";
import type { ResourceExamples } from "../../examples";

export const examples: ResourceExamples = {
  rule,
  type: "aws:eks/cluster:Cluster",
  compliant: { vpcConfig: { endpointPublicAccess: false, endpointPrivateAccess: true } },
  alsoCompliant: {
    "the component of @pulumi/eks": { type: "eks:index:Cluster", inputs: { endpointPublicAccess: false } },
  },
  violations: {
    "a public endpoint": (inputs) => {
      inputs.vpcConfig.endpointPublicAccess = true;
    },
    "AWS's default, which is public": (inputs) => {
      delete inputs.vpcConfig.endpointPublicAccess;
    },
  },
  alsoViolating: {
    "a public endpoint of the component": {
      type: "eks:index:Cluster",
      inputs: { endpointPublicAccess: true },
    },
  },
  notApplicable: "aws:eks/nodeGroup:NodeGroup",
};
