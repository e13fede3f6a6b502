import { demand } from "../../lib/finding";
import { resourceRule } from "../../lib/rule";

const message = "must be `true`: the data, its snapshots and its backups would lie unencrypted.";

export const rule = resourceRule({
  name: "rds-encrypted",
  title: "Databases are encrypted at rest",
  description:
    "Storage, snapshots, replicas and backups take the encryption of the database, which cannot be turned on later.",
  severity: "high",
  level: "mandatory",
  requirements: [
    { standard: "AWS FSBP", version: "", id: "RDS.3" },
    { standard: "AWS FSBP", version: "", id: "RDS.27" },
    { standard: "CIS AWS Foundations", version: "3.0.0", id: "2.3.1" },
    { standard: "NIST 800-53", version: "r5", id: "SC-28" },
  ],
  peers: ["CKV_AWS_16", "CKV_AWS_96", "AVD-AWS-0079", "AVD-AWS-0080"],
  url: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html",
  remediation: "Set `storageEncrypted` to `true` before the database is made.",
  types: ["aws:rds/instance:Instance", "aws:rds/cluster:Cluster"],
  check: ({ properties }) => {
    const encrypted = properties.at("storageEncrypted");
    return demand(encrypted.is(true, false), encrypted, message);
  },
});
