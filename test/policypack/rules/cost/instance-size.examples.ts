import { rule } from "../../../../policypack/rules/cost/instance-size";
import type { ResourceExamples } from "../../examples";

const single = [
  "aws:ec2/instance:Instance",
  "aws:ec2/launchTemplate:LaunchTemplate",
  "aws:ec2/spotInstanceRequest:SpotInstanceRequest",
];

export const examples: ResourceExamples = {
  rule,
  type: "aws:eks/nodeGroup:NodeGroup",
  compliant: { instanceTypes: ["m7i.4xlarge", "m7i.24xlarge"] },
  alsoCompliant: {
    "no type of its own": { inputs: {} },
    "a template that leaves the type to its group": {
      type: "aws:ec2/launchTemplate:LaunchTemplate",
      inputs: {},
    },
    "a group of @pulumi/eks": {
      type: "eks:index:ManagedNodeGroup",
      inputs: { instanceTypes: ["g6.xlarge"] },
    },
    "a large type that is allowed": {
      inputs: { instanceTypes: ["p5.48xlarge"] },
      settings: { allowedTypes: ["p5.48xlarge"] },
    },
    "an odd type that is allowed": {
      inputs: { instanceTypes: ["m7i.metal-48xl"] },
      settings: { allowedTypes: ["m7i.metal-48xl"] },
    },
    ...Object.fromEntries(single.map((type) => [type, { type, inputs: { instanceType: "m7i.24xlarge" } }])),
  },
  violations: {
    "an instance type with 192 processors": (inputs) => {
      inputs.instanceTypes[1] = "p5.48xlarge";
    },
    "the first of them": (inputs) => {
      inputs.instanceTypes[0] = "m7i.32xlarge";
    },
  },
  alsoViolating: {
    "a group of @pulumi/eks": {
      type: "eks:index:ManagedNodeGroup",
      inputs: { instanceTypes: ["p4d.24xlarge", "c7i.48xlarge"] },
    },
    "more than the setting": { inputs: { instanceTypes: ["m7i.xlarge"] }, settings: { maxVcpus: 3 } },
    "another type than the one that is allowed": {
      inputs: { instanceTypes: ["p5.48xlarge"] },
      settings: { allowedTypes: ["p5en.48xlarge"] },
    },
    ...Object.fromEntries(single.map((type) => [type, { type, inputs: { instanceType: "m7i.48xlarge" } }])),
  },
  undecided: {
    "a size that says nothing of processors": { inputs: { instanceTypes: ["m7i.metal-48xl"] } },
  },
  notApplicable: "aws:rds/instance:Instance",
};
