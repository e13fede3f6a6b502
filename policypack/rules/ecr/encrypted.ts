import { demand } from "../../lib/finding";
import { resourceRule } from "../../lib/rule";

const message =
  "must hold one with `encryptionType: KMS`: it cannot be changed once the repository is there.";

export const rule = resourceRule({
  name: "ecr-encrypted",
  title: "Images are encrypted with KMS",
  description:
    "Images carry models and code. With a key of KMS each use is in the audit log, and access can be revoked at once.",
  severity: "medium",
  level: "mandatory",
  requirements: [{ standard: "NIST 800-53", version: "r5", id: "SC-28" }],
  peers: ["CKV_AWS_136", "AVD-AWS-0033"],
  url: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html",
  remediation:
    "Set `encryptionConfigurations` to one with `encryptionType: KMS` and the key's ARN as `kmsKey`.",
  types: ["aws:ecr/repository:Repository", "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate"],
  check: ({ properties }) => {
    const encryptions = properties.at("encryptionConfigurations");
    return demand(
      encryptions.some((each) => each.at("encryptionType").oneOf(["KMS", "KMS_DSSE"], false)),
      encryptions,
      message,
    );
  },
});
