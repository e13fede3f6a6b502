import { stackRule } from "../../lib/rule";
import { attached, BUCKETS, demandDeclared } from "../../lib/s3-bucket";

const wrongMessage = "must be `BucketOwnerEnforced`: ACLs give access beside the policies, object by object.";
const missingMessage =
  "A bucket needs ownership controls with `BucketOwnerEnforced`: ACLs give access beside the policies, object by object.";

export const rule = stackRule({
  name: "s3-acls-off",
  title: "Buckets take no access control lists",
  description:
    "With `BucketOwnerEnforced` the owner owns every object and ACLs have no effect, so policies alone say who may do " +
    "what. AWS sets it on a new bucket; a stack holds it there only where it declares it.",
  severity: "medium",
  level: "mandatory",
  requirements: [
    { standard: "AWS FSBP", version: "", id: "S3.12" },
    { standard: "NIST 800-53", version: "r5", id: "AC-3" },
  ],
  peers: ["CKV2_AWS_65"],
  url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html",
  remediation:
    "Add `BucketOwnershipControls` with `rule: { objectOwnership: BucketOwnerEnforced }`, " +
    "and pass the bucket itself (`bucket: bucket.id`).",
  checkStack: (stack) =>
    stack.ofType(...BUCKETS).flatMap((bucket) =>
      demandDeclared(
        bucket,
        attached(stack, bucket, "bucketOwnershipControls", "rule.objectOwnership", (ownership) =>
          ownership.oneOf(["BucketOwnerEnforced"], false),
        ),
        { wrong: wrongMessage, missing: missingMessage },
      ),
    ),
});
