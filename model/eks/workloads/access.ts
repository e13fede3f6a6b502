/** Statements that several workloads need. */

import { databaseArnOf, databaseUser } from "../databases";
import type { DatabaseId } from "../databases";
import type { Statement } from "../policy-document";
import { arnOf, bucketArnOf, bucketName, keyAlias } from "../scope";
import type { BucketId, KeyPurpose, Scope } from "../scope";

/**
 * The use of a key through one service of AWS.
 *
 * The key is named by its alias: its ARN is not known before it is made, and a policy with an unknown part cannot be
 * judged before the first update.
 *
 * @param service the service that the workload calls, as `s3`; calls to KMS itself are not covered.
 */
export function useOfKey(
  scope: Scope,
  purpose: KeyPurpose,
  service: string,
  actions: readonly string[],
): Statement {
  return {
    Effect: "Allow",
    Action: actions,
    Resource: arnOf(scope, "kms", "key/*"),
    Condition: {
      "ForAnyValue:StringEquals": { "kms:ResourceAliases": keyAlias(scope, purpose) },
      StringEquals: { "kms:ViaService": `${service}.${scope.region}.${scope.dnsSuffix}` },
    },
  };
}

/**
 * The use of the key of volumes through EC2, for who makes volumes or launches nodes that have some. EC2 decrypts a
 * volume for an instance with a grant, which the caller gives it.
 */
export function useOfVolumeKey(scope: Scope): readonly Statement[] {
  const grant = useOfKey(scope, "ebs", "ec2", ["kms:CreateGrant"]);
  return [
    useOfKey(scope, "ebs", "ec2", [
      "kms:Decrypt",
      "kms:DescribeKey",
      "kms:GenerateDataKeyWithoutPlaintext",
      "kms:ReEncryptFrom",
      "kms:ReEncryptTo",
    ]),
    { ...grant, Condition: { ...grant.Condition, Bool: { "kms:GrantIsForAWSResource": "true" } } },
  ];
}

/** Reading, writing and deleting the objects of one bucket. */
export function useOfBucket(scope: Scope, id: BucketId): readonly Statement[] {
  const arn = bucketArnOf(scope, bucketName(scope, id));
  return [
    {
      Effect: "Allow",
      Action: ["s3:ListBucket", "s3:GetBucketLocation", "s3:ListBucketMultipartUploads"],
      Resource: arn,
    },
    {
      Effect: "Allow",
      Action: [
        "s3:GetObject",
        "s3:PutObject",
        "s3:DeleteObject",
        "s3:AbortMultipartUpload",
        "s3:ListMultipartUploadParts",
      ],
      Resource: `${arn}/*`,
    },
    useOfKey(scope, "s3", "s3", ["kms:Decrypt", "kms:GenerateDataKey"]),
  ];
}

/**
 * Logging in to Postgres with a token in place of a password.
 *
 * The instance's id is not known before it is made, so the user's name, which holds the stack's, is what narrows it.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.IAMPolicy.html
 */
export function databaseLogin(scope: Scope, id: DatabaseId): Statement {
  return {
    Effect: "Allow",
    Action: "rds-db:connect",
    Resource: arnOf(scope, "rds-db", `dbuser:*/${databaseUser(scope, id)}`),
  };
}

/**
 * Reading the password of Postgres' administrator, which RDS keeps.
 *
 * The secret's name is not known before it is made; RDS tags it with its instance:
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html
 */
export function useOfAdministrator(scope: Scope): readonly Statement[] {
  return [
    {
      Effect: "Allow",
      Action: ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
      Resource: arnOf(scope, "secretsmanager", "secret:rds!db-*"),
      Condition: {
        StringEquals: { "aws:ResourceTag/aws:rds:primaryDBInstanceArn": databaseArnOf(scope) },
      },
    },
    useOfKey(scope, "database", "secretsmanager", ["kms:Decrypt"]),
  ];
}

/** The tag that AWS's controllers put on what they make for the cluster. */
export function clusterTag({ name }: Scope): string {
  return `kubernetes.io/cluster/${name}`;
}
