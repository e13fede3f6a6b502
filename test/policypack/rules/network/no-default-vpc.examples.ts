import { rule } from "../../../../policypack/rules/network/no-default-vpc";
import type { ResourceExamples } from "../../examples";

const component = "eks:index:Cluster";

export const examples: ResourceExamples = {
  rule,
  type: "aws:ec2/securityGroup:SecurityGroup",
  compliant: { vpcId: "vpc-0abc" },
  alsoCompliant: {
    "a component with a VPC": { type: component, inputs: { vpcId: "vpc-0abc" } },
    "a component with subnets": { type: component, inputs: { subnetIds: ["subnet-0a", "subnet-0b"] } },
    "a component with private subnets": { type: component, inputs: { privateSubnetIds: ["subnet-0a"] } },
    "a component with public subnets": { type: component, inputs: { publicSubnetIds: ["subnet-0a"] } },
  },
  violations: {
    "a security group without a VPC": (inputs) => {
      delete inputs.vpcId;
    },
    "a security group with the subnets of a component": (inputs) => {
      delete inputs.vpcId;
      inputs.subnetIds = ["subnet-0a"];
    },
  },
  alsoViolating: {
    "the default VPC": { type: "aws:ec2/defaultVpc:DefaultVpc", inputs: { vpcId: "vpc-0abc" } },
    "a subnet of the default VPC": {
      type: "aws:ec2/defaultSubnet:DefaultSubnet",
      inputs: { availabilityZone: "eu-central-1a" },
    },
    "a component without subnets": { type: component, inputs: { version: "1.36" } },
  },
  notApplicable: "aws:ec2/vpc:Vpc",
};
