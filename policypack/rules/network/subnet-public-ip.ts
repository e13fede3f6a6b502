import { demand } from "../../lib/finding";
import { resourceRule } from "../../lib/rule";
import { any } from "../../lib/truth";

const message =
  "must be `false`, or the subnet tagged as one for public load balancers: whatever starts in it would get a public address.";

export const rule = resourceRule({
  name: "network-subnet-public-ip",
  title: "Subnets give out no public addresses",
  description:
    "A subnet that gives out public addresses puts everything that starts in it on the internet. Subnets for public load balancers are told by their tag; nodes in them are found by `eks-private-subnets`.",
  severity: "medium",
  level: "mandatory",
  requirements: [
    { standard: "AWS FSBP", version: "", id: "EC2.15" },
    { standard: "NIST 800-53", version: "r5", id: "SC-7" },
  ],
  peers: ["CKV_AWS_130", "AVD-AWS-0164"],
  url: "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-public-ip.html",
  remediation:
    "Leave `mapPublicIpOnLaunch` at `false`: load balancers and NAT gateways get their addresses without it.",
  settings: {
    publicTags: {
      type: "array",
      items: { type: "string" },
      description:
        "Keys of tags by which a subnet is one for public load balancers, and may give out public addresses. An empty list allows none.",
      default: ["kubernetes.io/role/elb"],
    },
  },
  types: ["aws:ec2/subnet:Subnet"],
  check: ({ properties }, { publicTags }) => {
    const publicIp = properties.at("mapPublicIpOnLaunch");
    const isPrivate = publicIp.is(false, true);
    if (isPrivate === true) return [];
    const tags = properties.at("tags");
    return demand(any(isPrivate, ...publicTags.map((key) => tags.child(key).given())), publicIp, message);
  },
});
