import { rule } from "../../../../policypack/rules/network/no-rdp-ingress";
import type { ResourceExamples } from "../../examples";

const otherPort = "no range reaches port 3389 by this rule";

function single(
  inputs: { ipProtocol: string; fromPort: number; toPort: number },
  decidedWithout: Record<string, string>,
): { type: string; inputs: Record<string, unknown>; decidedWithout: Record<string, string> } {
  return {
    type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    inputs: { ...inputs, cidrIpv4: "0.0.0.0/0" },
    decidedWithout: {
      cidrBlocks: otherPort,
      ipv6CidrBlocks: otherPort,
      cidrIpv4: otherPort,
      cidrIpv6: otherPort,
      ...decidedWithout,
    },
  };
}

export const examples: ResourceExamples = {
  rule,
  type: "aws:ec2/securityGroup:SecurityGroup",
  compliant: {
    vpcId: "vpc-0abc",
    ingress: [{ protocol: "tcp", fromPort: 3389, toPort: 3389, cidrBlocks: ["10.0.0.0/8"] }],
  },
  alsoCompliant: {
    "the ports before": single(
      { ipProtocol: "tcp", fromPort: 3000, toPort: 3388 },
      { fromPort: "the ports end before 3389" },
    ),
    "the ports after": single(
      { ipProtocol: "tcp", fromPort: 3390, toPort: 4000 },
      { toPort: "the ports begin after 3389" },
    ),
  },
  violations: {
    "the whole internet": (inputs) => {
      inputs.ingress[0].cidrBlocks = ["0.0.0.0/0"];
    },
    "the whole internet, by UDP": (inputs) => {
      inputs.ingress[0] = { protocol: "udp", fromPort: 3389, toPort: 3389, ipv6CidrBlocks: ["::/0"] };
    },
    "the whole internet, by the number of UDP": (inputs) => {
      inputs.ingress[0] = { protocol: "17", fromPort: 3389, toPort: 3389, ipv6CidrBlocks: ["::/0"] };
    },
  },
  alsoViolating: {
    "a rule of its own": {
      type: "aws:ec2/securityGroupRule:SecurityGroupRule",
      inputs: { type: "ingress", protocol: "tcp", fromPort: 1, toPort: 65_535, cidrBlocks: ["0.0.0.0/0"] },
    },
  },
  notApplicable: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
};
