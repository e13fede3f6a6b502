import { rule } from "../../../../policypack/rules/eks/endpoint-cidrs";
import type { ResourceExamples } from "../../examples";

const isRestricted = "the ranges are restricted, which is enough whether the endpoint is public or not";

export const examples: ResourceExamples = {
  rule,
  type: "aws:eks/cluster:Cluster",
  compliant: { vpcConfig: { endpointPublicAccess: true, publicAccessCidrs: ["203.0.113.0/24"] } },
  alsoCompliant: {
    "no public endpoint": { inputs: { vpcConfig: { endpointPublicAccess: false } } },
    "several ranges, the widest that one may have": {
      inputs: { vpcConfig: { publicAccessCidrs: ["198.0.0.0/8", "2001::/16"] } },
    },
    "the component, with ranges": {
      type: "eks:index:Cluster",
      inputs: { endpointPublicAccess: true, publicAccessCidrs: ["203.0.113.7/32"] },
    },
    "the component, private": { type: "eks:index:Cluster", inputs: { endpointPublicAccess: false } },
  },
  violations: {
    "the whole internet": (inputs) => {
      inputs.vpcConfig.publicAccessCidrs = ["0.0.0.0/0"];
    },
    "the whole internet, after a range": (inputs) => {
      inputs.vpcConfig.publicAccessCidrs = ["203.0.113.0/24", "0.0.0.0/0"];
    },
    "the whole internet of IPv6": (inputs) => {
      inputs.vpcConfig.publicAccessCidrs = ["::/0"];
    },
    "the internet in two halves": (inputs) => {
      inputs.vpcConfig.publicAccessCidrs = ["0.0.0.0/1", "128.0.0.0/1"];
    },
    "a list of nothing": (inputs) => {
      inputs.vpcConfig.publicAccessCidrs = [null];
    },
    "AWS's default, which is the whole internet": (inputs) => {
      delete inputs.vpcConfig.publicAccessCidrs;
    },
    "the default with nothing said": (inputs) => {
      inputs.vpcConfig = {};
    },
  },
  alsoViolating: {
    "the component, open": {
      type: "eks:index:Cluster",
      inputs: { endpointPublicAccess: true, publicAccessCidrs: ["0.0.0.0/0"] },
    },
    "the component's default": { type: "eks:index:Cluster", inputs: {} },
  },
  undecided: Object.fromEntries(
    [
      "203.0.113.0",
      "203.0.113/24",
      "203.0.113.0/33",
      "203.0.113.0/a24",
      "203.0.113.0/24a",
      "2001:db8::/129",
    ].map((range) => [
      `a range with a typo, as ${range}`,
      { inputs: { vpcConfig: { publicAccessCidrs: [range] } } },
    ]),
  ),
  notApplicable: "aws:eks/nodeGroup:NodeGroup",
  decidedWithout: {
    "compliant: vpcConfig.endpointPublicAccess": isRestricted,
    "several ranges, the widest that one may have: vpcConfig.endpointPublicAccess": isRestricted,
    "the component, with ranges: endpointPublicAccess": isRestricted,
  },
};
