import { rule } from "../../../../policypack/rules/network/no-open-ingress";
import type { ResourceExamples } from "../../examples";

const single = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const someOnly = "the rule is not for all ports";

const anyRange = {
  cidrBlocks: someOnly,
  ipv6CidrBlocks: someOnly,
  cidrIpv4: someOnly,
  cidrIpv6: someOnly,
};

export const examples: ResourceExamples = {
  rule,
  type: "aws:ec2/securityGroup:SecurityGroup",
  compliant: {
    vpcId: "vpc-0abc",
    ingress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["10.0.0.0/8"] }],
  },
  alsoCompliant: {
    "all ports but the last": {
      type: single,
      inputs: { ipProtocol: "tcp", fromPort: 1, toPort: 65_534, cidrIpv4: "0.0.0.0/0" },
      decidedWithout: { ...anyRange, fromPort: someOnly },
    },
    "all ports but the first": {
      type: single,
      inputs: { ipProtocol: "tcp", fromPort: 2, toPort: 65_535, cidrIpv4: "0.0.0.0/0" },
      decidedWithout: { ...anyRange, toPort: someOnly },
    },
  },
  violations: {
    "every protocol": (inputs) => {
      inputs.ingress[0].cidrBlocks = ["0.0.0.0/0"];
    },
    "every port of a protocol": (inputs) => {
      inputs.ingress[0] = { protocol: "udp", fromPort: 0, toPort: 65_535, cidrBlocks: ["0.0.0.0/0"] };
    },
    "every port from the first": (inputs) => {
      inputs.ingress[0] = { protocol: "tcp", fromPort: 1, toPort: 65_535, cidrBlocks: ["0.0.0.0/0"] };
    },
  },
  alsoViolating: {
    "a rule of ingress": { type: single, inputs: { ipProtocol: "-1", cidrIpv4: "0.0.0.0/0" } },
  },
  notApplicable: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
};
