import { demand } from "../../lib/finding";
import { resourceRule } from "../../lib/rule";

const message = "must name a key: the key that AWS manages has a policy that nobody can change or revoke.";

export const rule = resourceRule({
  name: "rds-customer-key",
  title: "Databases are encrypted with a key of one's own",
  description:
    "With a key of one's own, access to the data can be revoked at once, and snapshots can be shared with another account.",
  severity: "medium",
  level: "mandatory",
  requirements: [
    { standard: "NIST 800-53", version: "r5", id: "SC-12" },
    { standard: "NIST 800-53", version: "r5", id: "SC-28" },
  ],
  peers: ["CKV_AWS_327"],
  url: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.Keys.html",
  remediation: "Set `kmsKeyId` to the ARN of a key.",
  types: ["aws:rds/instance:Instance", "aws:rds/cluster:Cluster"],
  check: ({ properties }) => {
    const key = properties.at("kmsKeyId");
    return demand(key.given(), key, message);
  },
});
