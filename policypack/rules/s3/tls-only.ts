import { anyText, conditionsOf, denies, everyPrincipal, statementsOf } from "../../lib/iam-document";
import type { Property } from "../../lib/property";
import { stackRule } from "../../lib/rule";
import { attached, BUCKETS, demandDeclared, inline } from "../../lib/s3-bucket";
import { all, any, inTurn } from "../../lib/truth";
import type { Truth } from "../../lib/truth";

const wrongMessage =
  "must deny everyone every action on the bucket and its objects where `aws:SecureTransport` is false, " +
  "in a statement with no other condition: S3 answers plain HTTP too.";
const missingMessage =
  "A bucket needs a policy that denies requests where `aws:SecureTransport` is false: S3 answers plain HTTP too.";

/** Whether the statement is about the bucket and all of its objects. An ARN that is not known yet can be of both. */
function coversBucket(statement: Property): Truth {
  const resources = statement.at("Resource").oneOrMany();
  const isAbout = (pattern: RegExp): Truth =>
    any(
      ...resources.map(
        (each) => each.state === "unknown" || each.text((arn) => pattern.test(arn), undefined),
      ),
    );
  return all(isAbout(/^[^/]+$/), isAbout(/^[^/]*\/?\*$/));
}

/** Whether the statement applies to all that comes over plain HTTP, and to nothing less. */
function appliesToPlain(statement: Property): Truth {
  const conditions = conditionsOf(statement);
  return all(
    conditions.length > 0,
    ...conditions.map(({ operator, key, values }) =>
      all(
        key === "*" ? undefined : key === "aws:securetransport" && /^Bool(IfExists)?$/.test(operator),
        any(...values.map((value) => value.is(false, false))),
      ),
    ),
  );
}

function deniesPlain(policy: Property): Truth {
  return any(
    ...statementsOf(policy).map((statement) =>
      inTurn(
        () => denies(statement),
        () => everyPrincipal(statement),
        () => anyText(statement.at("Action"), (action) => /^(s3:)?\*$/i.test(action)),
        () => coversBucket(statement),
        () => appliesToPlain(statement),
      ),
    ),
  );
}

export const rule = stackRule({
  name: "s3-tls-only",
  title: "Buckets refuse requests without TLS",
  description:
    "S3 serves plain HTTP as well as HTTPS. Only a bucket policy keeps a misconfigured client from sending data in the clear.",
  severity: "high",
  level: "mandatory",
  requirements: [
    { standard: "AWS FSBP", version: "", id: "S3.5" },
    { standard: "CIS AWS Foundations", version: "3.0.0", id: "2.1.1" },
    { standard: "NIST 800-53", version: "r5", id: "SC-8" },
  ],
  peers: ["CKV_AWS_379"],
  url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html",
  remediation:
    "Add a `BucketPolicy` that denies `s3:*` to `*` on the bucket and its objects with the condition " +
    '`Bool: { "aws:SecureTransport": "false" }`. Write it as an object, so that the bucket\'s ARN alone may be unknown.',
  checkStack: (stack) =>
    stack
      .ofType(...BUCKETS)
      .flatMap((bucket) =>
        demandDeclared(
          bucket,
          [
            ...inline(bucket, "policy", deniesPlain),
            ...attached(stack, bucket, "bucketPolicy", "policy", deniesPlain),
          ],
          { wrong: wrongMessage, missing: missingMessage },
        ),
      ),
});
