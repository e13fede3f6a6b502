import { demand, violation } from "../../lib/finding";
import { resourceRule } from "../../lib/rule";
import { any } from "../../lib/truth";

const adoptedMessage =
  "The default VPC and its subnets must not be used: they are public, and the same in every account.";

const message = "must be given: the default VPC would be taken, whose subnets are public.";

export const rule = resourceRule({
  name: "network-no-default-vpc",
  title: "The default VPC is not used",
  description:
    "Each subnet of the default VPC gives out public addresses, and its ranges are those of every other account, so that it can be peered with none.",
  severity: "high",
  level: "mandatory",
  requirements: [{ standard: "NIST 800-53", version: "r5", id: "SC-7" }],
  peers: ["CKV_AWS_148", "AVD-AWS-0101"],
  url: "https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html",
  remediation: "Make a VPC with private subnets, and name it in `vpcId` or its subnets in `subnetIds`.",
  types: [
    "aws:ec2/defaultVpc:DefaultVpc",
    "aws:ec2/defaultSubnet:DefaultSubnet",
    "aws:ec2/securityGroup:SecurityGroup",
    "eks:index:Cluster",
  ],
  check: ({ type, properties }) => {
    if (type.startsWith("aws:ec2/default")) return [violation("", adoptedMessage)];
    const vpc = properties.at("vpcId");
    if (type === "aws:ec2/securityGroup:SecurityGroup") return demand(vpc.given(), vpc, message);
    const subnets = ["subnetIds", "privateSubnetIds", "publicSubnetIds"].map((key) => properties.at(key));
    return demand(any(vpc.given(), ...subnets.map((each) => each.given())), vpc, message);
  },
});
