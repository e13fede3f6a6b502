import { demand, violation } from "../../lib/finding";
import { dependantsOf } from "../../lib/join";
import { stackRule } from "../../lib/rule";

const type = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";

const missingMessage =
  "The VPC's default security group must be taken over and emptied: it lets out all traffic, and is taken where no group is named.";

const message = "must be empty: the default security group is taken wherever no group is named.";

export const rule = stackRule({
  name: "network-default-security-group",
  title: "The default security group of each VPC lets nothing through",
  description:
    "Whatever is made without a security group gets the VPC's default one, which lets its members reach each other and the internet. Emptied, it makes the slip show at once.",
  severity: "medium",
  level: "mandatory",
  requirements: [
    { standard: "CIS AWS Foundations", version: "3.0.0", id: "5.4" },
    { standard: "AWS FSBP", version: "", id: "EC2.2" },
    { standard: "NIST 800-53", version: "r5", id: "SC-7" },
  ],
  peers: ["CKV2_AWS_12", "AVD-AWS-0173"],
  url: "https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html",
  remediation:
    "Make an `aws.ec2.DefaultSecurityGroup` with the VPC's id as `vpcId`, and no `ingress` or `egress`.",
  checkStack: (stack) => [
    ...stack
      .ofType("aws:ec2/vpc:Vpc")
      .filter((vpc) => dependantsOf(stack, vpc, "vpcId", type).length === 0)
      .map(({ urn }) => ({ ...violation("", missingMessage), urn })),
    ...stack.ofType(type).flatMap(({ urn, properties }) =>
      ["ingress", "egress"]
        .map((direction) => properties.at(direction))
        .flatMap((rules) =>
          demand(
            rules.length((length) => length === 0, true),
            rules,
            message,
          ),
        )
        .map((finding) => ({ ...finding, urn })),
    ),
  ],
});
