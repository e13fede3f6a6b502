import { stackRule } from "../../lib/rule";
import { attached, block, BUCKETS, demandDeclared, holdsAccessLogs, inline } from "../../lib/s3-bucket";

const wrongMessage = "must name a `targetBucket`: nothing would be logged.";
const missingMessage =
  "A bucket needs server access logging: without it, nobody can tell who read an object.";

export const rule = stackRule({
  name: "s3-access-logging",
  title: "Buckets log access",
  description:
    "Server access logs tell who read or changed an object. Buckets that hold the logs of others are left out.",
  severity: "low",
  level: "advisory",
  requirements: [
    { standard: "AWS FSBP", version: "", id: "S3.9" },
    { standard: "NIST 800-53", version: "r5", id: "AU-2" },
  ],
  peers: ["CKV_AWS_18", "AVD-AWS-0089"],
  url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html",
  remediation:
    "Add a `BucketLogging` with a `targetBucket` for logs, and pass the bucket itself (`bucket: bucket.id`).",
  checkStack: (stack) =>
    stack
      .ofType(...BUCKETS)
      .filter((bucket) => !holdsAccessLogs(stack, bucket))
      .flatMap((bucket) =>
        demandDeclared(
          bucket,
          [
            ...inline(bucket, "logging", (logging) => logging.at("targetBucket").given()),
            ...inline(bucket, "loggings", (loggings) =>
              block(loggings, (logging) => logging.at("targetBucket").given()),
            ),
            ...attached(stack, bucket, "bucketLogging", "targetBucket", (target) => target.given()),
          ],
          { wrong: wrongMessage, missing: missingMessage },
        ),
      ),
});
