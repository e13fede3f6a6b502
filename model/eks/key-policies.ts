/**
 * Who may do what with each key of the stack.
 *
 * A key policy is the root of all access to a key: what it does not name, no policy of IAM can give. Each has two parts.
 *
 * Administration goes to the account, that is to whoever the account's IAM lets administer keys. The statement lists
 * administration only, so that a broad policy of IAM, such as `kms:*`, does not open the data. Nobody is locked out by
 * that: `kms:PutKeyPolicy` is among it, so the account can always change who uses the key, and CloudTrail shows that it
 * did. Source: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 *
 * Use goes to one service of AWS: to the service itself, or to principals of the account that call through it
 * (`kms:ViaService`) and have a policy of IAM for it as well. Where there is no such service it goes to one role.
 */

import { policyDocument } from "./policy-document";
import type { PolicyDocument, Statement } from "./policy-document";
import { arnOf, bucketArnOf, iamArnOf, roleName } from "./scope";
import type { KeyPurpose, Scope } from "./scope";

/** Whatever changes a key or shows its settings, and nothing that encrypts, decrypts or lets others do so. */
const ADMINISTRATION = [
  "kms:CancelKeyDeletion",
  "kms:CreateAlias",
  "kms:DeleteAlias",
  "kms:DescribeKey",
  "kms:DisableKey",
  "kms:DisableKeyRotation",
  "kms:EnableKey",
  "kms:EnableKeyRotation",
  "kms:GetKeyPolicy",
  "kms:GetKeyRotationStatus",
  "kms:ListGrants",
  "kms:ListKeyPolicies",
  "kms:ListKeyRotations",
  "kms:ListResourceTags",
  "kms:PutKeyPolicy",
  "kms:RetireGrant",
  "kms:RevokeGrant",
  "kms:RotateKeyOnDemand",
  "kms:ScheduleKeyDeletion",
  "kms:TagResource",
  "kms:UntagResource",
  "kms:UpdateAlias",
  "kms:UpdateKeyDescription",
] as const;

const USE = [
  "kms:Decrypt",
  "kms:DescribeKey",
  "kms:Encrypt",
  "kms:GenerateDataKey*",
  "kms:ReEncrypt*",
] as const;

/** The policy of the key of one purpose. */
export function keyPolicy(scope: Scope, purpose: KeyPurpose): PolicyDocument {
  return policyDocument(
    {
      Sid: "AccountAdministers",
      Effect: "Allow",
      Principal: { AWS: iamArnOf(scope, "root") },
      Action: ADMINISTRATION,
      Resource: "*",
    },
    ...users[purpose](scope),
  );
}

/** Who uses the key of a purpose. */
const users: Readonly<Record<KeyPurpose, (scope: Scope) => Statement[]>> = {
  cluster: clusterUsers,
  ebs: volumeUsers,
  logs: logUsers,
  s3: bucketUsers,
  database: databaseUsers,
  ecr: imageUsers,
  vault: vaultUsers,
};

/**
 * EKS works with grants that it asks for in the name of whoever makes the cluster. The grants cannot be limited to those
 * for resources of AWS: CreateCluster does not support `kms:GrantIsForAWSResource`.
 *
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/enable-kms.html
 */
function clusterUsers(scope: Scope): Statement[] {
  return [
    {
      Sid: "ClusterIsMade",
      Effect: "Allow",
      Principal: { AWS: iamArnOf(scope, "root") },
      Action: "kms:CreateGrant",
      Resource: "*",
      Condition: { StringEquals: { "kms:CallerAccount": scope.accountId } },
    },
    roleUses(scope, "cluster"),
  ];
}

/**
 * Volumes are made by EC2 Auto Scaling for node groups, and through EC2 by Karpenter and the EBS CSI driver.
 *
 * The service-linked roles stand in a condition and not as the principal: a key policy that names a role which does not
 * exist yet is refused, and the role may come with the account's first scaling group.
 *
 * Source: https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html
 */
function volumeUsers(scope: Scope): Statement[] {
  const roles = [
    "autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling",
    "spot.amazonaws.com/AWSServiceRoleForEC2Spot",
  ];
  const isServiceRole = {
    ArnEquals: { "aws:PrincipalArn": roles.map((role) => iamArnOf(scope, `role/aws-service-role/${role}`)) },
    StringEquals: { "kms:CallerAccount": scope.accountId },
  };
  return [
    {
      Sid: "AutoScalingUses",
      Effect: "Allow",
      Principal: { AWS: "*" },
      Action: USE,
      Resource: "*",
      Condition: isServiceRole,
    },
    {
      Sid: "AutoScalingGrantsToVolumes",
      Effect: "Allow",
      Principal: { AWS: "*" },
      Action: "kms:CreateGrant",
      Resource: "*",
      Condition: { ...isServiceRole, ...FOR_RESOURCE },
    },
    ...throughServices(scope, ["ec2"]),
    grantsThroughServices(scope, ["ec2"], FOR_RESOURCE),
  ];
}

/** Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
function logUsers(scope: Scope): Statement[] {
  return [
    {
      Sid: "CloudWatchLogsUses",
      Effect: "Allow",
      Principal: { Service: `logs.${scope.region}.${scope.dnsSuffix}` },
      Action: USE,
      Resource: "*",
      Condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": arnOf(scope, "logs", "log-group:*") } },
    },
  ];
}

/**
 * The stack's buckets only: S3 sends the ARN of the object, or of a bucket with a bucket key, as encryption context.
 * Deliveries of access logs come from the service itself.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 */
function bucketUsers(scope: Scope): Statement[] {
  const { name, accountId, region } = scope;
  const buckets = bucketArnOf(scope, `${name}-${accountId}-${region}-*`);
  return [
    ...throughServices(scope, ["s3"], { ArnLike: { "kms:EncryptionContext:aws:s3:arn": buckets } }),
    {
      Sid: "AccessLogsAreDelivered",
      Effect: "Allow",
      Principal: { Service: "logging.s3.amazonaws.com" },
      Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
      Resource: "*",
      Condition: {
        StringEquals: { "aws:SourceAccount": accountId },
        ArnLike: { "aws:SourceArn": buckets },
      },
    },
  ];
}

/**
 * RDS for its storage, ElastiCache for its, and Secrets Manager for the password that RDS keeps there.
 *
 * Sources: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.Keys.html,
 * https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/at-rest-encryption.html,
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
 */
function databaseUsers(scope: Scope): Statement[] {
  const services = ["rds", "elasticache", "secretsmanager"];
  return [...throughServices(scope, services), grantsThroughServices(scope, services, FOR_RESOURCE)];
}

/** Source: https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html */
function imageUsers(scope: Scope): Statement[] {
  return [...throughServices(scope, ["ecr"]), grantsThroughServices(scope, ["ecr"])];
}

/**
 * Vault alone: whoever decrypts with its key holds Vault's root. It calls KMS itself, so that no service limits the use.
 *
 * Source: https://developer.hashicorp.com/vault/docs/configuration/seal/awskms#authentication
 */
function vaultUsers(scope: Scope): Statement[] {
  return [roleUses(scope, "vault")];
}

/** One role of the stack uses the key directly. */
function roleUses(scope: Scope, id: string): Statement {
  return {
    Sid: "RoleUses",
    Effect: "Allow",
    Principal: { AWS: iamArnOf(scope, "root") },
    Action: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt"],
    Resource: "*",
    Condition: { ArnEquals: { "aws:PrincipalArn": iamArnOf(scope, `role/${roleName(scope, id)}`) } },
  };
}

type Condition = NonNullable<Statement["Condition"]>;

/** The grant is for a resource that AWS keeps, and not for whom the caller likes. */
const FOR_RESOURCE: Condition = { Bool: { "kms:GrantIsForAWSResource": "true" } };

/** Principals of the account use the key through these services, where IAM lets them too. */
function throughServices(scope: Scope, services: readonly string[], condition: Condition = {}): Statement[] {
  return [
    {
      Sid: "AccountUsesThroughServices",
      Effect: "Allow",
      Principal: { AWS: iamArnOf(scope, "root") },
      Action: USE,
      Resource: "*",
      Condition: { ...viaServices(scope, services), ...condition },
    },
  ];
}

/** These services may be given the right to use the key on their own, in the name of a principal of the account. */
function grantsThroughServices(
  scope: Scope,
  services: readonly string[],
  condition: Condition = {},
): Statement {
  return {
    Sid: "AccountGrantsThroughServices",
    Effect: "Allow",
    Principal: { AWS: iamArnOf(scope, "root") },
    Action: "kms:CreateGrant",
    Resource: "*",
    Condition: { ...viaServices(scope, services), ...condition },
  };
}

/** Source: https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service */
function viaServices({ accountId, region, dnsSuffix }: Scope, services: readonly string[]): Condition {
  return {
    StringEquals: {
      "kms:CallerAccount": accountId,
      "kms:ViaService": services.map((service) => `${service}.${region}.${dnsSuffix}`),
    },
  };
}
