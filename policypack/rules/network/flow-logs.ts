import { demand } from "../../lib/finding";
import { dependantsOf } from "../../lib/join";
import { stackRule } from "../../lib/rule";
import { any } from "../../lib/truth";

const message =
  "The VPC must have a flow log of all its traffic, or of what is rejected: nobody could tell later who connected to what.";

export const rule = stackRule({
  name: "network-flow-logs",
  title: "Each VPC has a flow log",
  description:
    "Flow logs show which address talked to which: the first thing that is asked for after a break-in, and the only trace of scans and of data that left.",
  severity: "medium",
  level: "mandatory",
  requirements: [
    { standard: "CIS AWS Foundations", version: "3.0.0", id: "3.7" },
    { standard: "AWS FSBP", version: "", id: "EC2.6" },
    { standard: "NIST 800-53", version: "r5", id: "AU-12" },
  ],
  peers: ["CKV2_AWS_11", "AVD-AWS-0178"],
  url: "https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html",
  remediation: "Make an `aws.ec2.FlowLog` with the VPC's id as `vpcId`, and `trafficType` `ALL`.",
  checkStack: (stack) =>
    stack.ofType("aws:ec2/vpc:Vpc").flatMap((vpc) => {
      const logged = dependantsOf(stack, vpc, "vpcId", "aws:ec2/flowLog:FlowLog").map(({ properties }) =>
        properties.at("trafficType").oneOf(["ALL", "REJECT"], false),
      );
      return demand(any(...logged), vpc.properties, message).map((finding) => ({ ...finding, urn: vpc.urn }));
    }),
});
