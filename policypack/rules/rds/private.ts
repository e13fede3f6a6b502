import { demand } from "../../lib/finding";
import { resourceRule } from "../../lib/rule";

const message = "must not be `true`: the database would have an address on the internet.";

export const rule = resourceRule({
  name: "rds-private",
  title: "Databases have no public address",
  description:
    "A public address leaves the security group as the only thing between the internet and the data.",
  severity: "critical",
  level: "mandatory",
  requirements: [
    { standard: "AWS FSBP", version: "", id: "RDS.2" },
    { standard: "CIS AWS Foundations", version: "3.0.0", id: "2.3.3" },
    { standard: "NIST 800-53", version: "r5", id: "SC-7" },
  ],
  peers: ["CKV_AWS_17", "AVD-AWS-0180"],
  url: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html",
  remediation: "Remove `publiclyAccessible`, and reach the database from inside of its network.",
  types: ["aws:rds/instance:Instance", "aws:rds/clusterInstance:ClusterInstance"],
  check: ({ properties }) => {
    const access = properties.at("publiclyAccessible");
    return demand(access.is(false, true), access, message);
  },
});
