import type { Property } from "../../lib/property";
import { stackRule } from "../../lib/rule";
import { attached, block, BUCKETS, demandDeclared, holdsAccessLogs, inline } from "../../lib/s3-bucket";
import type { Truth } from "../../lib/truth";

const wrongMessage =
  "must encrypt with `aws:kms`: S3's own keys cannot be revoked, and nobody sees their use.";
const missingMessage =
  "A bucket needs a default encryption with `aws:kms`: S3's own keys cannot be revoked, and nobody sees their use.";

function usesKms(encryption: Property): Truth {
  return encryption.at("sseAlgorithm").oneOf(["aws:kms", "aws:kms:dsse"], false);
}

export const rule = stackRule({
  name: "s3-encrypted-with-kms",
  title: "Buckets are encrypted with KMS",
  description:
    "With a key of KMS, reading takes a permission on the key too, each use is in the audit log, and access can be revoked at once. " +
    "Buckets that hold the access logs of others are left out: the delivery of these logs does not support KMS.",
  severity: "high",
  level: "mandatory",
  requirements: [{ standard: "NIST 800-53", version: "r5", id: "SC-28" }],
  peers: ["CKV_AWS_145"],
  url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html",
  remediation:
    "Add a `BucketServerSideEncryptionConfiguration` with `sseAlgorithm: aws:kms` and a key, " +
    "and pass the bucket itself (`bucket: bucket.id`).",
  checkStack: (stack) =>
    stack
      .ofType(...BUCKETS)
      .filter((bucket) => !holdsAccessLogs(stack, bucket))
      .flatMap((bucket) =>
        demandDeclared(
          bucket,
          [
            ...inline(bucket, "serverSideEncryptionConfiguration", (configuration) =>
              usesKms(configuration.at("rule.applyServerSideEncryptionByDefault")),
            ),
            ...inline(bucket, "serverSideEncryptionConfigurations", (configurations) =>
              block(configurations, (configuration) =>
                block(configuration.at("rules"), (each) =>
                  block(each.at("applyServerSideEncryptionByDefaults"), usesKms),
                ),
              ),
            ),
            ...attached(stack, bucket, "bucketServerSideEncryptionConfiguration", "rules", (rules) =>
              block(rules, (each) => usesKms(each.at("applyServerSideEncryptionByDefault"))),
            ),
          ],
          { wrong: wrongMessage, missing: missingMessage },
        ),
      ),
});
