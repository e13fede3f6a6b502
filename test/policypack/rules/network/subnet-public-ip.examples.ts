import { rule } from "../../../../policypack/rules/network/subnet-public-ip";
import type { ResourceExamples } from "../../examples";

const isTagged = { mapPublicIpOnLaunch: "the subnet is tagged as one for public load balancers" };

export const examples: ResourceExamples = {
  rule,
  type: "aws:ec2/subnet:Subnet",
  compliant: { vpcId: "vpc-0abc", cidrBlock: "10.0.1.0/24", mapPublicIpOnLaunch: false },
  alsoCompliant: {
    "AWS's default, by which there are no public addresses": { inputs: { vpcId: "vpc-0abc" } },
    "a subnet for public load balancers": {
      inputs: { mapPublicIpOnLaunch: true, tags: { "kubernetes.io/role/elb": "1" } },
      decidedWithout: isTagged,
    },
    "a subnet with one of the settings' tags": {
      inputs: { mapPublicIpOnLaunch: true, tags: { Tier: "public" } },
      settings: { publicTags: ["Role", "Tier"] },
      decidedWithout: isTagged,
    },
  },
  violations: {
    "public addresses": (inputs) => {
      inputs.mapPublicIpOnLaunch = true;
    },
    "public addresses in a subnet for internal load balancers": (inputs) => {
      inputs.mapPublicIpOnLaunch = true;
      inputs.tags = { "kubernetes.io/role/internal-elb": "1" };
    },
  },
  alsoViolating: {
    "a tag where the settings allow none": {
      inputs: { mapPublicIpOnLaunch: true, tags: { "kubernetes.io/role/elb": "1" } },
      settings: { publicTags: [] },
    },
  },
  notApplicable: "aws:ec2/defaultSubnet:DefaultSubnet",
};
