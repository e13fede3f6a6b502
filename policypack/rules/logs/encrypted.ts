import { demand } from "../../lib/finding";
import { resourceRule } from "../../lib/rule";

const message = "must name a key: logs hold what programs were asked, and AWS's own key cannot be revoked.";

export const rule = resourceRule({
  name: "logs-encrypted",
  title: "Log groups are encrypted with KMS",
  description:
    "With a key of KMS, reading logs takes a permission on the key too, and access can be revoked at once.",
  severity: "medium",
  level: "mandatory",
  requirements: [{ standard: "NIST 800-53", version: "r5", id: "SC-28" }],
  peers: ["CKV_AWS_158", "AVD-AWS-0017"],
  url: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
  remediation: "Set `kmsKeyId` to the ARN of a key whose policy lets CloudWatch Logs use it.",
  types: ["aws:cloudwatch/logGroup:LogGroup"],
  check: ({ properties }) => {
    const key = properties.at("kmsKeyId");
    return demand(key.given(), key, message);
  },
});
