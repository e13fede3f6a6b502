import { demand } from "../../lib/finding";
import type { Finding } from "../../lib/finding";
import { sourcesOf } from "../../lib/join";
import type { Property } from "../../lib/property";
import { stackRule } from "../../lib/rule";
import type { Stack, StackResource } from "../../lib/rule";
import { all } from "../../lib/truth";
import type { Truth } from "../../lib/truth";

const message =
  "must hold private subnets alone, of this stack or of the setting `privateSubnets`: nodes elsewhere get public addresses.";

/** Types, with the path of their subnets and its first key. */
const places = [
  ["aws:eks/cluster:Cluster", "vpcConfig.subnetIds", "vpcConfig"],
  ["aws:eks/nodeGroup:NodeGroup", "subnetIds", "subnetIds"],
  ["eks:index:ManagedNodeGroup", "subnetIds", "subnetIds"],
  ["eks:index:NodeGroup", "nodeSubnetIds", "nodeSubnetIds"],
  ["eks:index:NodeGroupV2", "nodeSubnetIds", "nodeSubnetIds"],
  ["eks:index:Cluster", "subnetIds", "subnetIds"],
  ["eks:index:Cluster", "privateSubnetIds", "privateSubnetIds"],
  ["eks:index:Cluster", "nodeSubnetIds", "nodeSubnetIds"],
] as const;

export const rule = stackRule({
  name: "eks-private-subnets",
  title: "The cluster and its nodes are in private subnets",
  description:
    "A node in a subnet that gives out public addresses stands on the internet, with the kubelet and every host port. Public subnets are for load balancers and NAT gateways.",
  severity: "high",
  level: "mandatory",
  requirements: [
    { standard: "CIS Amazon EKS", version: "1.7.0", id: "5.4.3" },
    { standard: "NIST 800-53", version: "r5", id: "SC-7" },
    { standard: "EKS best practices", version: "", id: "protecting-the-infrastructure" },
  ],
  peers: [],
  url: "https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html",
  remediation:
    "Give subnets with `mapPublicIpOnLaunch` left at `false`. Where they are not of this stack, list their ids in the setting `privateSubnets`.",
  settings: {
    privateSubnets: {
      type: "array",
      items: { type: "string" },
      description: "Ids of private subnets that are not made by the stack.",
      default: [],
    },
  },
  checkStack: (stack, { privateSubnets }) =>
    places.flatMap(([type, path, key]) =>
      stack
        .ofType(type)
        .flatMap((owner) =>
          check(stack, owner, path, key, privateSubnets).map((finding) => ({ ...finding, urn: owner.urn })),
        ),
    ),
});

function check(
  stack: Stack,
  owner: StackResource,
  path: string,
  key: string,
  trusted: readonly string[],
): Finding[] {
  const ids = owner.properties.at(path);
  const given = ids.given();
  if (given === false) return [];
  const subnets = sourcesOf(
    stack,
    owner,
    key,
    "aws:ec2/subnet:Subnet",
    "aws:ec2/defaultSubnet:DefaultSubnet",
  );
  return demand(all(given, accounted(ids, subnets.length, trusted), ...subnets.map(isPrivate)), ids, message);
}

/** Default subnets give out public addresses unless they are told not to. */
function isPrivate({ type, properties }: StackResource): Truth {
  return properties.at("mapPublicIpOnLaunch").is(false, type === "aws:ec2/subnet:Subnet");
}

/** Whether every id is known to be of a subnet of the stack or a trusted one; if it is not, nobody can know of the others. */
function accounted(ids: Property, ofStack: number, trusted: readonly string[]): Truth {
  if (ids.state === "unknown" && ofStack > 0) return true;
  const known = ids.items().filter((id) => id.oneOf(trusted, false) === true).length;
  return ids.length((length) => length <= ofStack + known, false) === true ? true : undefined;
}
