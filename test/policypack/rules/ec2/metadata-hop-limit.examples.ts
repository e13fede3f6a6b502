import { rule } from "../../../../policypack/rules/ec2/metadata-hop-limit";
import type { ResourceExamples } from "../../examples";

export const examples: ResourceExamples = {
  rule,
  type: "aws:ec2/launchTemplate:LaunchTemplate",
  compliant: { metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 } },
  alsoCompliant: {
    "no metadata service at all": {
      inputs: { metadataOptions: { httpEndpoint: "disabled" } },
      decidedWithout: {
        "metadataOptions.httpPutResponseHopLimit": "the service is off, so that nothing hops",
      },
    },
    "an instance that leaves it to its launch template": {
      type: "aws:ec2/instance:Instance",
      inputs: { launchTemplate: { id: "lt-0abc" } },
    },
    "two hops, where the settings allow them": {
      inputs: { metadataOptions: { httpPutResponseHopLimit: 2 } },
      settings: { maximum: 2 },
    },
  },
  violations: {
    "two hops": (inputs) => {
      inputs.metadataOptions.httpPutResponseHopLimit = 2;
    },
    "no limit, so that the image decides": (inputs) => {
      delete inputs.metadataOptions.httpPutResponseHopLimit;
    },
    "no limit, and the service on": (inputs) => {
      inputs.metadataOptions = { httpEndpoint: "enabled" };
    },
  },
  alsoViolating: {
    "an instance": { type: "aws:ec2/instance:Instance", inputs: { ami: "ami-0abc" } },
    "an instance that overrides its launch template": {
      type: "aws:ec2/instance:Instance",
      inputs: { launchTemplate: { id: "lt-0abc" }, metadataOptions: { httpPutResponseHopLimit: 64 } },
    },
    "more hops than the settings allow": {
      inputs: { metadataOptions: { httpPutResponseHopLimit: 3 } },
      settings: { maximum: 2 },
    },
  },
  notApplicable: "aws:eks/cluster:Cluster",
};
