/** What every part of a stack on AWS is told of it, and the names and ARNs that follow from that. */

import type { EksConfig } from "../config/eks/schema";

/** The stack that a resource belongs to. */
export interface Scope {
  /** Name of the cluster; every name of the stack begins with it. */
  readonly name: string;
  readonly region: string;
  /** Number of the AWS account. */
  readonly accountId: string;
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  /** Domain of AWS's services in the partition. */
  readonly dnsSuffix: string;
  /** Whether what holds data is protected from deletion; without, a destroy deletes the data too. */
  readonly deletionProtection: boolean;
}

/** The scope of a stack. */
export function scopeOf(config: EksConfig): Scope {
  const { name, region, accountId, deletionProtection } = config;
  const partition = partitionOf(region);
  const dnsSuffix = partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
  return { name, region, accountId, partition, dnsSuffix, deletionProtection };
}

/** The partition of a region: https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
export function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

/** The ARN of something of the stack's account and region, such as `arnOf(scope, "sqs", "queue")`. */
export function arnOf({ partition, region, accountId }: Scope, service: string, resource: string): string {
  return `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
}

/** The ARN of a role or a policy of the stack's account, such as `iamArnOf(scope, "role/plinth-node")`. */
export function iamArnOf({ partition, accountId }: Scope, resource: string): string {
  return `arn:${partition}:iam::${accountId}:${resource}`;
}

/** The ARN of a bucket, or of `bucket/key`. */
export function bucketArnOf({ partition }: Scope, bucket: string): string {
  return `arn:${partition}:s3:::${bucket}`;
}

/** The ARN of a policy that AWS keeps, such as `AmazonEKSWorkerNodePolicy`. */
export function managedPolicyArn({ partition }: Scope, policy: string): string {
  return `arn:${partition}:iam::aws:policy/${policy}`;
}

/** The ARN of the cluster. */
export function clusterArnOf(scope: Scope): string {
  return arnOf(scope, "eks", `cluster/${scope.name}`);
}

/** What each key encrypts. */
export const keyPurposes = ["cluster", "ebs", "logs", "s3", "database", "ecr", "vault"] as const;
export type KeyPurpose = (typeof keyPurposes)[number];

/** The alias of a key. Policies name keys by alias: a key's own ARN is not known before it is made. */
export function keyAlias({ name }: Scope, purpose: KeyPurpose): string {
  return `alias/${name}-${purpose}`;
}

/** What the buckets are for. */
export const bucketIds = ["mlflow", "velero", "loki", "tempo"] as const;
export type BucketId = (typeof bucketIds)[number];

/** The name of a bucket. Names of buckets are global, so the account and the region are in it. */
export function bucketName({ name, accountId, region }: Scope, id: BucketId | "access-logs"): string {
  return `${name}-${accountId}-${region}-${id}`;
}

/** Images that the platform keeps. */
export const repositoryIds = [
  "router",
  "prefect-worker",
  "local-agent",
  "ray",
  "control-plane",
  "node-agent",
] as const;
export type RepositoryId = (typeof repositoryIds)[number];

/** Name of the repository of an image. */
export function repositoryName({ name }: Scope, id: RepositoryId): string {
  return `${name}/${id}`;
}

/** URL of the repository of an image, without a version; known before the repository is made. */
export function repositoryUrl(scope: Scope, id: RepositoryId): string {
  const { accountId, region, dnsSuffix } = scope;
  return `${accountId}.dkr.ecr.${region}.${dnsSuffix}/${repositoryName(scope, id)}`;
}

/** The boundary of every role of the stack. */
export function permissionsBoundaryArn(scope: Scope): string {
  return iamArnOf(scope, `policy/${boundaryName(scope)}`);
}

/** Name of the policy that is the boundary. */
export function boundaryName({ name, region }: Scope): string {
  return `${name}-${region}-boundary`;
}

/** The name of a role; roles are global in an account, so the region is in it. At most 64 characters. */
export function roleName({ name, region }: Scope, id: string): string {
  return `${name}-${region}-${id}`;
}

/** The queue of interruptions. */
export function interruptionQueueName({ name }: Scope): string {
  return `${name}-interruptions`;
}
