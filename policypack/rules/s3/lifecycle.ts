import { stackRule } from "../../lib/rule";
import { attached, BUCKETS, demandDeclared, inline } from "../../lib/s3-bucket";

const wrongMessage =
  "must hold a rule that is on: what nobody needs any more is paid for as long as it lies there.";
const missingMessage =
  "A bucket needs a lifecycle: old versions, unfinished uploads and what nobody needs any more are paid for.";

export const rule = stackRule({
  name: "s3-lifecycle",
  title: "Buckets have a lifecycle",
  description:
    "Lifecycle rules delete or move old versions, unfinished uploads and objects that nobody needs any more.",
  severity: "low",
  level: "advisory",
  requirements: [{ standard: "AWS FSBP", version: "", id: "S3.13" }],
  peers: ["CKV2_AWS_61"],
  url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html",
  remediation:
    "Add a `BucketLifecycleConfiguration` with a rule whose `status` is `Enabled`, " +
    "and pass the bucket itself (`bucket: bucket.id`).",
  checkStack: (stack) =>
    stack
      .ofType(...BUCKETS)
      .flatMap((bucket) =>
        demandDeclared(
          bucket,
          [
            ...inline(bucket, "lifecycleRules", (rules) =>
              rules.some((each) => each.at("enabled").is(true, false)),
            ),
            ...attached(stack, bucket, "bucketLifecycleConfiguration", "rules", (rules) =>
              rules.some((each) => each.at("status").oneOf(["Enabled"], false)),
            ),
          ],
          { wrong: wrongMessage, missing: missingMessage },
        ),
      ),
});
