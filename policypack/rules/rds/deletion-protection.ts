import { demand } from "../../lib/finding";
import { resourceRule } from "../../lib/rule";

const message = "must be `true`: a destroy, or a change that replaces the database, would delete it.";

export const rule = resourceRule({
  name: "rds-deletion-protection",
  title: "Databases are protected from deletion",
  description: "AWS refuses to delete a protected database, whoever asks, until the protection is taken off.",
  severity: "high",
  level: "mandatory",
  requirements: [
    { standard: "AWS FSBP", version: "", id: "RDS.7" },
    { standard: "AWS FSBP", version: "", id: "RDS.8" },
    { standard: "NIST 800-53", version: "r5", id: "CP-9" },
  ],
  peers: ["CKV_AWS_293", "CKV_AWS_139", "AVD-AWS-0177", "AVD-AWS-0343"],
  url: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html",
  remediation: "Set `deletionProtection` to `true`.",
  types: ["aws:rds/instance:Instance", "aws:rds/cluster:Cluster"],
  check: ({ properties }) => {
    const protection = properties.at("deletionProtection");
    return demand(protection.is(true, false), protection, message);
  },
});
