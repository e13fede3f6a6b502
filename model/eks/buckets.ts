/** What the stack's buckets keep, and for how long. */

import { policyDocument } from "./policy-document";
import type { PolicyDocument, Statement } from "./policy-document";
import { bucketArnOf, bucketName } from "./scope";
import type { BucketId, Scope } from "./scope";

/** When objects of a bucket go by themselves. */
export interface BucketExpiry {
  readonly days: number;
  /** Beginning of the objects' keys. @default every object */
  readonly prefix?: string;
}

/**
 * The last resort against what a service has forgotten: each keeps for less time by its own setting, and deletes what
 * is older itself. Velero shares the data of backups between them, so only what describes one backup may expire. MLflow
 * deletes nothing by itself, and a model may be wanted for ever.
 */
export const bucketExpiry: Readonly<Record<BucketId, BucketExpiry | undefined>> = {
  mlflow: undefined,
  velero: { days: 400, prefix: "backups/" },
  loki: { days: 120 },
  tempo: { days: 45 },
};

/** Days that access logs are kept. */
export const ACCESS_LOGS_DAYS = 365;

/** Days that an overwritten or deleted object can be brought back. */
export const NONCURRENT_DAYS = 30;

/** Days after which an upload that was never finished is dropped. */
export const UNFINISHED_DAYS = 7;

/** Denies whoever comes without TLS, and TLS before 1.2. */
function tlsOnly(arn: string): readonly Statement[] {
  const all = { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: [arn, `${arn}/*`] } as const;
  return [
    { Sid: "TlsOnly", ...all, Condition: { Bool: { "aws:SecureTransport": "false" } } },
    { Sid: "ModernTlsOnly", ...all, Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } } },
  ];
}

/** The policy of a bucket. */
export function bucketPolicy(scope: Scope, bucket: string): PolicyDocument {
  return policyDocument(...tlsOnly(bucketArnOf(scope, bucket)));
}

/**
 * The policy of the bucket that the access logs of the others are written to.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
 */
export function accessLogsPolicy(scope: Scope): PolicyDocument {
  const arn = bucketArnOf(scope, bucketName(scope, "access-logs"));
  return policyDocument(...tlsOnly(arn), {
    Sid: "AccessLogs",
    Effect: "Allow",
    Principal: { Service: "logging.s3.amazonaws.com" },
    Action: "s3:PutObject",
    Resource: `${arn}/*`,
    Condition: {
      StringEquals: { "aws:SourceAccount": scope.accountId },
      ArnLike: { "aws:SourceArn": arn.replace(/access-logs$/, "*") },
    },
  });
}
