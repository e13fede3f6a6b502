import { rule } from "../../../../policypack/rules/network/default-security-group";
import type { ExampleResource, StackExamples } from "../../examples";

const vpc: ExampleResource = { type: "aws:ec2/vpc:Vpc", name: "vpc", inputs: { cidrBlock: "10.0.0.0/16" } };

const group: ExampleResource = {
  type: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
  name: "closed",
  inputs: { vpcId: "vpc-0abc" },
  propertyDependencies: { vpcId: ["vpc"] },
};

export const examples: StackExamples = {
  rule,
  compliant: [vpc, group],
  alsoCompliant: {
    "empty lists": [vpc, { ...group, inputs: { ingress: [], egress: [] } }],
    "the group of a VPC of another stack": [{ ...group, propertyDependencies: {} }],
  },
  violations: {
    "a default security group that nobody took over": (stack) => {
      delete stack.closed;
    },
    "the group of another VPC": (stack) => {
      if (stack.closed) stack.closed.propertyDependencies = {};
    },
    "a second VPC": (stack) => {
      stack.other = { ...vpc, name: "other" };
    },
    "rules of ingress": (stack) => {
      if (stack.closed)
        stack.closed.inputs.ingress = [{ protocol: "-1", fromPort: 0, toPort: 0, self: true }];
    },
    "rules of egress": (stack) => {
      if (stack.closed) stack.closed.inputs.egress = [{ protocol: "-1", cidrBlocks: ["0.0.0.0/0"] }];
    },
  },
  alsoViolating: {
    "another group of the VPC": [vpc, { ...group, type: "aws:ec2/securityGroup:SecurityGroup" }],
    "rules in the group of a VPC of another stack": [
      { ...group, inputs: { ingress: [{ protocol: "-1", self: true }] }, propertyDependencies: {} },
    ],
  },
};
