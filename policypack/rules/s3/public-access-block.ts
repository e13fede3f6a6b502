import { demand } from "../../lib/finding";
import { stackRule } from "../../lib/rule";
import type { StackFinding } from "../../lib/rule";
import { attachedTo, BUCKETS } from "../../lib/s3-bucket";
import { all, any, not } from "../../lib/truth";
import type { Truth } from "../../lib/truth";

const message = "must be `true`: a policy or an ACL could open the bucket to the public.";
const missingMessage =
  "A bucket needs a public access block with all four settings, or one of the account: " +
  "a policy or an ACL could open it to the public.";

const SETTINGS = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];

export const rule = stackRule({
  name: "s3-public-access-block",
  title: "Buckets block public access in all four ways",
  description:
    "The four settings undo public ACLs and policies, old ones and new. AWS sets them on a new bucket; " +
    "a stack holds them there only where it declares all four, for the bucket or for the whole account.",
  severity: "critical",
  level: "mandatory",
  requirements: [
    { standard: "AWS FSBP", version: "", id: "S3.8" },
    { standard: "CIS AWS Foundations", version: "3.0.0", id: "2.1.4" },
    { standard: "NIST 800-53", version: "r5", id: "AC-3" },
  ],
  peers: [
    "CKV_AWS_53",
    "CKV_AWS_54",
    "CKV_AWS_55",
    "CKV_AWS_56",
    "CKV2_AWS_6",
    "AVD-AWS-0086",
    "AVD-AWS-0087",
    "AVD-AWS-0091",
    "AVD-AWS-0093",
    "AVD-AWS-0094",
  ],
  url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
  remediation:
    "Add a `BucketPublicAccessBlock` with all four settings `true`, and pass the bucket itself (`bucket: bucket.id`).",
  checkStack: (stack) => {
    const accounts = stack.ofType("aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock");
    /** Whether the account that the stack is in blocks it; a block that names an account may be of another. */
    const isBlocked = (setting: string): Truth =>
      any(
        ...accounts.map(({ properties }) =>
          all(not(properties.at("accountId").given()), properties.at(setting).is(true, false)),
        ),
      );
    return stack.ofType(...BUCKETS).flatMap((bucket): StackFinding[] => {
      const blocks = attachedTo(stack, bucket, "bucketPublicAccessBlock");
      if (blocks.length === 0) {
        const findings = demand(all(...SETTINGS.map(isBlocked)), bucket.properties, missingMessage);
        return findings.map((finding) => ({ ...finding, urn: bucket.urn }));
      }
      return blocks.flatMap(({ urn, properties }) =>
        SETTINGS.flatMap((setting) => {
          const property = properties.at(setting);
          const findings = demand(any(property.is(true, false), isBlocked(setting)), property, message);
          return findings.map((finding) => ({ ...finding, urn }));
        }),
      );
    });
  },
});
