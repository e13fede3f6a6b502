import { rule } from "../../../../policypack/rules/network/no-ssh-ingress";
import type { ResourceExamples } from "../../examples";

const either = "aws:ec2/securityGroupRule:SecurityGroupRule";
const single = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const otherPort = "no range reaches port 22 by this rule";

export const examples: ResourceExamples = {
  rule,
  type: "aws:ec2/securityGroup:SecurityGroup",
  compliant: {
    vpcId: "vpc-0abc",
    ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["10.0.0.0/8"] }],
  },
  alsoCompliant: {
    "no ingress": { inputs: { vpcId: "vpc-0abc" } },
    "another port for the internet": {
      inputs: { ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["0.0.0.0/0"] }] },
      decidedWithout: {
        "ingress[0].cidrBlocks": otherPort,
        "ingress[0].cidrBlocks[0]": otherPort,
        "ingress[0].ipv6CidrBlocks": otherPort,
        "ingress[0].cidrIpv4": otherPort,
        "ingress[0].cidrIpv6": otherPort,
        "ingress[0].toPort": "the ports begin after 22",
      },
    },
    "the ports before": {
      type: single,
      inputs: { ipProtocol: "tcp", fromPort: 1, toPort: 21, cidrIpv4: "0.0.0.0/0" },
      decidedWithout: {
        cidrBlocks: otherPort,
        ipv6CidrBlocks: otherPort,
        cidrIpv4: otherPort,
        cidrIpv6: otherPort,
        fromPort: "the ports end before 22",
      },
    },
    "a protocol without ports": {
      inputs: { ingress: [{ protocol: "icmp", fromPort: -1, toPort: -1, cidrBlocks: ["0.0.0.0/0"] }] },
      decidedWithout: {
        "ingress[0].cidrBlocks": "ICMP has no ports",
        "ingress[0].cidrBlocks[0]": "ICMP has no ports",
        "ingress[0].ipv6CidrBlocks": "ICMP has no ports",
        "ingress[0].cidrIpv4": "ICMP has no ports",
        "ingress[0].cidrIpv6": "ICMP has no ports",
        "ingress[0].fromPort": "ICMP has no ports",
        "ingress[0].toPort": "ICMP has no ports",
      },
    },
    "another group, and a prefix list": {
      inputs: {
        ingress: [
          { protocol: "tcp", fromPort: 22, toPort: 22, securityGroups: ["sg-0abc"] },
          { protocol: "tcp", fromPort: 22, toPort: 22, prefixListIds: ["pl-0abc"] },
        ],
      },
    },
    "a rule of its own from the private network": {
      type: either,
      inputs: { type: "ingress", protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["10.0.0.0/8"] },
      decidedWithout: { type: "the internet is let neither in nor out" },
    },
    "a rule of no direction, which AWS refuses": {
      type: either,
      inputs: { protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"] },
    },
    "a rule of egress": {
      type: either,
      inputs: { type: "egress", protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] },
    },
    "the rules of egress of a group": {
      inputs: { egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }] },
    },
    "the widest ranges that are somebody's": {
      inputs: {
        ingress: [
          {
            protocol: "tcp",
            fromPort: 22,
            toPort: 22,
            cidrBlocks: ["198.0.0.0/8", "203.0.113.7/32"],
            ipv6CidrBlocks: ["2001::/16", "fc00::/7", "2001:db8::1/128"],
          },
        ],
      },
    },
  },
  violations: {
    "the whole internet": (inputs) => {
      inputs.ingress[0].cidrBlocks = ["0.0.0.0/0"];
    },
    "the whole internet, after a range": (inputs) => {
      inputs.ingress[0].cidrBlocks.push("0.0.0.0/0");
    },
    "the whole internet of IPv6": (inputs) => {
      inputs.ingress[0].ipv6CidrBlocks = ["::/0"];
    },
    "half of the internet": (inputs) => {
      inputs.ingress[0].cidrBlocks = ["128.0.0.0/1"];
    },
    "a range wider than anybody's": (inputs) => {
      inputs.ingress[0].cidrBlocks = ["10.0.0.0/7"];
    },
    "all that is routed of IPv6": (inputs) => {
      inputs.ingress[0].ipv6CidrBlocks = ["2000::/3"];
    },
    "a range of IPv6 wider than anybody's": (inputs) => {
      inputs.ingress[0].ipv6CidrBlocks = ["2001::/15"];
    },
    "more than the local addresses of IPv6": (inputs) => {
      inputs.ingress[0].ipv6CidrBlocks = ["fc00::/6"];
    },
    "a range of ports around": (inputs) => {
      inputs.ingress[0] = { protocol: "tcp", fromPort: 20, toPort: 30, cidrBlocks: ["0.0.0.0/0"] };
    },
    "a second rule": (inputs) => {
      inputs.ingress.push({ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"] });
    },
    "every protocol": (inputs) => {
      inputs.ingress[0] = { protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] };
    },
    "TCP by its number": (inputs) => {
      inputs.ingress[0] = { protocol: "6", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"] };
    },
    "TCP in capitals": (inputs) => {
      inputs.ingress[0] = { protocol: "TCP", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"] };
    },
    "no ports, which are all": (inputs) => {
      inputs.ingress[0] = { protocol: "tcp", cidrBlocks: ["0.0.0.0/0"] };
    },
  },
  alsoViolating: {
    "a rule of its own": {
      type: either,
      inputs: { type: "ingress", protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"] },
    },
    "a rule of its own for all": {
      type: either,
      inputs: { type: "ingress", protocol: "all", fromPort: 0, toPort: 0, ipv6CidrBlocks: ["::/0"] },
    },
    "a rule of ingress": {
      type: single,
      inputs: { ipProtocol: "tcp", fromPort: 22, toPort: 22, cidrIpv4: "0.0.0.0/0" },
    },
    "a rule of ingress for all, of IPv6": { type: single, inputs: { ipProtocol: "-1", cidrIpv6: "::/0" } },
  },
  undecided: {
    "a range with a typo": {
      inputs: { ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0"] }] },
    },
  },
  notApplicable: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
};
