import { rule } from "../../../../policypack/rules/ec2/imdsv2-required";
import type { ResourceExamples } from "../../examples";

export const examples: ResourceExamples = {
  rule,
  type: "aws:ec2/launchTemplate:LaunchTemplate",
  compliant: { metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 } },
  alsoCompliant: {
    "no metadata service at all": {
      inputs: { metadataOptions: { httpEndpoint: "disabled" } },
      decidedWithout: { "metadataOptions.httpTokens": "the service is off, so that no token matters" },
    },
    "an instance that leaves it to its launch template": {
      type: "aws:ec2/instance:Instance",
      inputs: { launchTemplate: { id: "lt-0abc" } },
    },
    "a node group with a launch template": {
      type: "aws:eks/nodeGroup:NodeGroup",
      inputs: { launchTemplate: { id: "lt-0abc", version: "1" } },
    },
    "a component of @pulumi/eks": { type: "eks:index:ManagedNodeGroup", inputs: { enableIMDSv2: true } },
  },
  violations: {
    "tokens are optional": (inputs) => {
      inputs.metadataOptions.httpTokens = "optional";
    },
    "AWS's default, by which tokens are optional": (inputs) => {
      delete inputs.metadataOptions;
    },
    "the service is on": (inputs) => {
      inputs.metadataOptions = { httpEndpoint: "enabled" };
    },
  },
  alsoViolating: {
    "an instance without a word on it": { type: "aws:ec2/instance:Instance", inputs: { ami: "ami-0abc" } },
    "an instance that overrides its launch template": {
      type: "aws:ec2/instance:Instance",
      inputs: { launchTemplate: { id: "lt-0abc" }, metadataOptions: { httpTokens: "optional" } },
    },
    "a spot instance": { type: "aws:ec2/spotInstanceRequest:SpotInstanceRequest", inputs: {} },
    "a launch configuration": { type: "aws:ec2/launchConfiguration:LaunchConfiguration", inputs: {} },
    "a node group without a launch template": {
      type: "aws:eks/nodeGroup:NodeGroup",
      inputs: { clusterName: "plinth", metadataOptions: { httpTokens: "required" } },
    },
    "a component that turns it off": {
      type: "eks:index:ManagedNodeGroup",
      inputs: { enableIMDSv2: false, launchTemplate: { id: "lt-0abc", version: "1" } },
    },
  },
  notApplicable: "aws:eks/cluster:Cluster",
};
