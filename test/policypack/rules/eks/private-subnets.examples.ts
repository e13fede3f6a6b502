import { rule } from "../../../../policypack/rules/eks/private-subnets";
import type { ExampleResource, StackExamples } from "../../examples";

const subnetType = "aws:ec2/subnet:Subnet";
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const joined = "a list that is not known yet still shows which subnets of the stack it comes from";

function subnet(name: string, mapPublicIpOnLaunch?: boolean, type = subnetType): ExampleResource {
  return { type, name, inputs: mapPublicIpOnLaunch === undefined ? {} : { mapPublicIpOnLaunch } };
}

/** One owner of subnets under a path, whose subnets come from those of these names. */
function owner(type: string, key: string, ids: unknown, sources: string[]): ExampleResource {
  const inputs = type === "aws:eks/cluster:Cluster" ? { vpcConfig: { subnetIds: ids } } : { [key]: ids };
  return { type, name: "owner", inputs, propertyDependencies: { [key]: sources } };
}

const places: [string, string][] = [
  ["aws:eks/cluster:Cluster", "vpcConfig"],
  ["eks:index:ManagedNodeGroup", "subnetIds"],
  ["eks:index:NodeGroup", "nodeSubnetIds"],
  ["eks:index:NodeGroupV2", "nodeSubnetIds"],
  ["eks:index:Cluster", "subnetIds"],
  ["eks:index:Cluster", "privateSubnetIds"],
  ["eks:index:Cluster", "nodeSubnetIds"],
];

export const examples: StackExamples = {
  rule,
  settings: { privateSubnets: ["subnet-0trusted"] },
  compliant: [
    { type: subnetType, name: "private-a", inputs: { mapPublicIpOnLaunch: false } },
    { type: subnetType, name: "private-b", inputs: {} },
    { type: subnetType, name: "public", inputs: { mapPublicIpOnLaunch: true } },
    {
      type: "aws:eks/nodeGroup:NodeGroup",
      name: "pool",
      inputs: { subnetIds: ["subnet-0a", "subnet-0b"] },
      propertyDependencies: { subnetIds: ["private-a", "private-b"] },
    },
  ],
  alsoCompliant: {
    "subnets of another stack that are trusted": [
      owner("aws:eks/nodeGroup:NodeGroup", "subnetIds", ["subnet-0trusted"], []),
    ],
    "a subnet of the stack and one that is trusted": [
      subnet("private"),
      owner("aws:eks/nodeGroup:NodeGroup", "subnetIds", ["subnet-0a", "subnet-0trusted"], ["private"]),
    ],
    "a list that is not known yet": [
      subnet("private"),
      owner("aws:eks/nodeGroup:NodeGroup", "subnetIds", unknown, ["private"]),
    ],
    "ids that are not known yet": [
      subnet("private"),
      owner("aws:eks/nodeGroup:NodeGroup", "subnetIds", [unknown], ["private"]),
    ],
    "a pool in the subnets of its cluster": [
      { type: "eks:index:ManagedNodeGroup", name: "owner", inputs: { cluster: "plinth" } },
    ],
    "a default subnet that gives out no public addresses": [
      subnet("default", false, "aws:ec2/defaultSubnet:DefaultSubnet"),
      owner("aws:eks/nodeGroup:NodeGroup", "subnetIds", ["subnet-0a"], ["default"]),
    ],
    "subnets for load balancers of the component": [
      subnet("public", true),
      {
        type: "eks:index:Cluster",
        name: "owner",
        inputs: { publicSubnetIds: ["subnet-0a"] },
        propertyDependencies: { publicSubnetIds: ["public"] },
      },
    ],
    "private subnets of a cluster": [
      subnet("private"),
      owner("aws:eks/cluster:Cluster", "vpcConfig", ["subnet-0a"], ["private"]),
    ],
  },
  violations: {
    "a pool in a public subnet": (stack) => {
      if (stack.pool) stack.pool.propertyDependencies = { subnetIds: ["private-a", "public"] };
    },
    "a subnet that gives out public addresses": (stack) => {
      if (stack["private-b"]) stack["private-b"].inputs.mapPublicIpOnLaunch = true;
    },
  },
  alsoViolating: {
    ...Object.fromEntries(
      places.map(([type, key]) => [
        `a public subnet in ${key} of ${type}`,
        [subnet("public", true), owner(type, key, ["subnet-0a"], ["public"])],
      ]),
    ),
    "a default subnet, which gives out public addresses": [
      subnet("default", undefined, "aws:ec2/defaultSubnet:DefaultSubnet"),
      owner("aws:eks/nodeGroup:NodeGroup", "subnetIds", ["subnet-0a"], ["default"]),
    ],
    "a public subnet beside ones that are not known": [
      subnet("public", true),
      owner("aws:eks/nodeGroup:NodeGroup", "subnetIds", ["subnet-0a", "subnet-0b"], ["public"]),
    ],
  },
  undecided: {
    "subnets of another stack": [owner("aws:eks/nodeGroup:NodeGroup", "subnetIds", ["subnet-0other"], [])],
    "a list that is not known, of another stack": [
      owner("aws:eks/nodeGroup:NodeGroup", "subnetIds", unknown, []),
    ],
    "a private subnet beside one of another stack": [
      subnet("private"),
      owner("aws:eks/nodeGroup:NodeGroup", "subnetIds", ["subnet-0a", "subnet-0other"], ["private"]),
    ],
    "a list of nothing": [owner("aws:eks/nodeGroup:NodeGroup", "subnetIds", [null], [])],
  },
  decidedWithout: {
    "compliant: pool: subnetIds": joined,
    "compliant: pool: subnetIds[0]": joined,
    "compliant: pool: subnetIds[1]": joined,
    "a subnet of the stack and one that is trusted: owner: subnetIds": joined,
    "a subnet of the stack and one that is trusted: owner: subnetIds[0]": joined,
    "a list that is not known yet: owner: subnetIds": joined,
    "ids that are not known yet: owner: subnetIds": joined,
    "ids that are not known yet: owner: subnetIds[0]": joined,
    "a default subnet that gives out no public addresses: owner: subnetIds": joined,
    "a default subnet that gives out no public addresses: owner: subnetIds[0]": joined,
    "private subnets of a cluster: owner: vpcConfig.subnetIds": joined,
    "private subnets of a cluster: owner: vpcConfig.subnetIds[0]": joined,
  },
};
