import { stackRule } from "../../lib/rule";
import { attached, block, BUCKETS, demandDeclared, inline } from "../../lib/s3-bucket";

const wrongMessage = "must turn versioning on: what is overwritten or deleted is gone.";
const missingMessage = "A bucket needs versioning: without it, what is overwritten or deleted is gone.";

export const rule = stackRule({
  name: "s3-versioning",
  title: "Buckets keep versions",
  description:
    "With versions, an object that a program or a person overwrote or deleted can be brought back.",
  severity: "medium",
  level: "advisory",
  requirements: [{ standard: "NIST 800-53", version: "r5", id: "CP-9" }],
  peers: ["CKV_AWS_21", "AVD-AWS-0090"],
  url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html",
  remediation:
    "Add a `BucketVersioning` with `versioningConfiguration: { status: Enabled }`, " +
    "and pass the bucket itself (`bucket: bucket.id`).",
  checkStack: (stack) =>
    stack
      .ofType(...BUCKETS)
      .flatMap((bucket) =>
        demandDeclared(
          bucket,
          [
            ...inline(bucket, "versioning", (versioning) => versioning.at("enabled").is(true, false)),
            ...inline(bucket, "versionings", (versionings) =>
              block(versionings, (versioning) => versioning.at("enabled").is(true, false)),
            ),
            ...attached(stack, bucket, "bucketVersioning", "versioningConfiguration.status", (status) =>
              status.oneOf(["Enabled"], false),
            ),
          ],
          { wrong: wrongMessage, missing: missingMessage },
        ),
      ),
});
