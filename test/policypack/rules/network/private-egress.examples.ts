import { rule } from "../../../../policypack/rules/network/private-egress";
import type { ResourceExamples } from "../../examples";

const either = "aws:ec2/securityGroupRule:SecurityGroupRule";
const single = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

export const examples: ResourceExamples = {
  rule,
  type: "aws:ec2/securityGroup:SecurityGroup",
  compliant: {
    vpcId: "vpc-0abc",
    egress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["10.0.0.0/16"] }],
  },
  alsoCompliant: {
    "no egress": { inputs: { vpcId: "vpc-0abc" } },
    "each private range": {
      inputs: {
        egress: [
          { protocol: "-1", cidrBlocks: ["10.0.0.0/8", "172.16.0.0/12"] },
          { protocol: "-1", cidrBlocks: ["172.31.255.0/24", "192.168.0.0/16"], ipv6CidrBlocks: ["fd00::/8"] },
        ],
      },
    },
    "a prefix list, and a group": {
      inputs: {
        egress: [
          { protocol: "tcp", prefixListIds: ["pl-0abc"] },
          { protocol: "tcp", securityGroups: ["sg-0abc"] },
        ],
      },
    },
    "a rule of its own": {
      type: either,
      inputs: { type: "egress", protocol: "-1", cidrBlocks: ["10.0.0.0/8"] },
      decidedWithout: { type: "the range is private" },
    },
    "a rule of ingress": {
      type: either,
      inputs: { type: "ingress", protocol: "tcp", cidrBlocks: ["0.0.0.0/0"] },
    },
    "the rules of ingress of a group": {
      inputs: { ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["0.0.0.0/0"] }] },
    },
    "a range that the settings allow": {
      type: single,
      inputs: { ipProtocol: "tcp", cidrIpv4: "100.64.0.0/16" },
      settings: { allowed: ["a range with a typo", "100.64.0.0/10"] },
    },
  },
  violations: {
    "the whole internet": (inputs) => {
      inputs.egress[0].cidrBlocks = ["0.0.0.0/0"];
    },
    "the whole internet, after a private range": (inputs) => {
      inputs.egress[0].cidrBlocks.push("0.0.0.0/0");
    },
    "the whole internet of IPv6": (inputs) => {
      inputs.egress[0].ipv6CidrBlocks = ["::/0"];
    },
    "one address of the internet": (inputs) => {
      inputs.egress[0].cidrBlocks = ["203.0.113.7/32"];
    },
    "a range wider than a private one": (inputs) => {
      inputs.egress[0].cidrBlocks = ["10.0.0.0/7"];
    },
    "a range beside a private one": (inputs) => {
      inputs.egress[0].cidrBlocks = ["172.32.0.0/16"];
    },
  },
  alsoViolating: {
    "a rule of its own": {
      type: either,
      inputs: { type: "egress", protocol: "-1", cidrBlocks: ["0.0.0.0/0"] },
    },
    "a rule of egress": { type: single, inputs: { ipProtocol: "-1", cidrIpv4: "0.0.0.0/0" } },
    "a rule of egress, of IPv6": { type: single, inputs: { ipProtocol: "-1", cidrIpv6: "::/0" } },
    "a private range that the settings do not allow": {
      type: single,
      inputs: { ipProtocol: "-1", cidrIpv4: "10.0.0.0/8" },
      settings: { allowed: ["100.64.0.0/10"] },
    },
  },
  undecided: {
    "a range with a typo": { inputs: { egress: [{ protocol: "-1", cidrBlocks: ["10.0.0.0"] }] } },
  },
  notApplicable: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
};
