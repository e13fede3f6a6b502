/** What a deployment of a workflow of GitHub may do, without any key. */

import {
  BOUNDED_ROLE_CHANGES,
  OTHER_ROLE_CHANGES,
  PROFILE_CHANGES,
  PROVIDER_CHANGES,
  stackRoles,
} from "./boundary";
import { flowLogGroupName } from "./flow-logs";
import { previewStatements } from "./github";
import type { Statement } from "./policy-document";
import { arnOf, bucketArnOf, bucketName, iamArnOf, permissionsBoundaryArn } from "./scope";
import type { Scope } from "./scope";

/**
 * What a deployment needs to make, change and destroy the stack: resources whose names are the stack's, and of EC2 all
 * that is in its region, as most of it is named by ids. It reads no objects, logs and secrets itself, but it makes roles
 * that may, and machines that have them. No role of the stack can change what workflows may do: the boundary forbids it,
 * and who administers the account makes the boundary and these roles.
 */
export function deployStatements(scope: Scope): readonly Statement[] {
  return [
    ...previewStatements(),
    ...compute(scope),
    ...state(scope),
    ...keys(scope),
    ...logs(scope),
    ...identities(scope),
  ];
}

const allow = (sid: string, actions: readonly string[], resource: string | readonly string[]): Statement => ({
  Sid: sid,
  Effect: "Allow",
  Action: actions,
  Resource: resource,
});

function compute(scope: Scope): Statement[] {
  const { name, region, partition, accountId } = scope;
  const eks = ["cluster", "nodegroup", "addon", "access-entry", "podidentityassociation"];
  return [
    {
      ...allow("Network", ["ec2:*", "autoscaling:CreateOrUpdateTags", "autoscaling:DeleteTags"], "*"),
      Condition: { StringEquals: { "aws:RequestedRegion": region } },
    },
    {
      ...allow("LoadBalancers", ["elasticloadbalancing:Delete*"], "*"),
      Condition: { StringEquals: { "aws:ResourceTag/elbv2.k8s.aws/cluster": name } },
    },
    allow(
      "Cluster",
      ["eks:*"],
      [
        ...eks.map((kind) => arnOf(scope, "eks", `${kind}/${name}`)),
        ...eks.map((kind) => arnOf(scope, "eks", `${kind}/${name}/*`)),
      ],
    ),
    allow(
      "Messages",
      ["sqs:*", "events:*"],
      [arnOf(scope, "sqs", `${name}-*`), arnOf(scope, "events", `rule/${name}-*`)],
    ),
    allow("Budget", ["budgets:*"], `arn:${partition}:budgets::${accountId}:budget/${name}-${region}-*`),
    allow("Images", ["ecr:*"], arnOf(scope, "ecr", `repository/${name}/*`)),
    allow("ImageLogin", ["ecr:GetAuthorizationToken"], "*"),
    allow("NodeImages", ["ssm:GetParameter"], `arn:${partition}:ssm:${region}::parameter/aws/service/*`),
  ];
}

function state(scope: Scope): Statement[] {
  const { name, deletionProtection } = scope;
  const rds = ["db", "pg", "subgrp", "snapshot"].map((kind) => arnOf(scope, "rds", `${kind}:${name}-*`));
  const caches = [
    "replicationgroup",
    "cluster",
    "parametergroup",
    "subnetgroup",
    "user",
    "usergroup",
    "snapshot",
  ];
  const buckets = bucketArnOf(scope, bucketName(scope, "access-logs").replace(/access-logs$/, "*"));
  return [
    allow("Database", ["rds:*"], [...rds, arnOf(scope, "rds", "og:*")]),
    allow(
      "DatabasePassword",
      ["secretsmanager:CreateSecret", "secretsmanager:TagResource"],
      [arnOf(scope, "secretsmanager", "secret:rds!db-*")],
    ),
    allow(
      "Cache",
      ["elasticache:*"],
      caches.map((kind) => arnOf(scope, "elasticache", `${kind}:${name}-*`)),
    ),
    allow(
      "Buckets",
      [
        "s3:CreateBucket",
        "s3:DeleteBucket",
        "s3:DeleteBucketPolicy",
        "s3:Get*Configuration",
        "s3:ListBucket",
        "s3:ListBucketVersions",
        "s3:ListTagsForResource",
        "s3:PutBucket*",
        "s3:PutEncryptionConfiguration",
        "s3:PutLifecycleConfiguration",
        "s3:TagResource",
        "s3:UntagResource",
      ],
      buckets,
    ),
    ...(deletionProtection
      ? []
      : [allow("EmptyBuckets", ["s3:DeleteObject", "s3:DeleteObjectVersion"], `${buckets}/*`)]),
  ];
}

/**
 * What the program itself asks of KMS, and the end of the grants that ECR asked for in the program's name, without which
 * no repository can be deleted: https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html
 */
const KEY_ADMINISTRATION = [
  "kms:CreateAlias",
  "kms:DeleteAlias",
  "kms:DescribeKey",
  "kms:EnableKey",
  "kms:EnableKeyRotation",
  "kms:PutKeyPolicy",
  "kms:RetireGrant",
  "kms:ScheduleKeyDeletion",
  "kms:TagResource",
  "kms:UntagResource",
  "kms:UpdateAlias",
  "kms:UpdateKeyDescription",
];

/** Services that ask KMS for a grant in the name of whoever makes something encrypted. */
const KEY_USERS = ["ec2", "ecr", "elasticache", "rds", "secretsmanager"];

/** Keys are named by their tag `Name`: they have no alias until they are nearly made. */
function keys(scope: Scope): Statement[] {
  const { name, region, dnsSuffix } = scope;
  const every = arnOf(scope, "kms", "key/*");
  const named = { StringLike: { "aws:ResourceTag/Name": `${name}-*` } };
  return [
    {
      ...allow("NewKeys", ["kms:CreateKey", "kms:TagResource"], "*"),
      Condition: { StringLike: { "aws:RequestTag/Name": `${name}-*` } },
    },
    { ...allow("Keys", KEY_ADMINISTRATION, every), Condition: named },
    allow(
      "Aliases",
      ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"],
      [arnOf(scope, "kms", `alias/${name}-*`)],
    ),
    {
      ...allow("KeysThroughServices", ["kms:CreateGrant", "kms:Decrypt", "kms:GenerateDataKey*"], every),
      Condition: {
        ...named,
        StringEquals: { "kms:ViaService": KEY_USERS.map((service) => `${service}.${region}.${dnsSuffix}`) },
      },
    },
    // EKS asks for its grant in the name of the caller, not through itself.
    {
      ...allow("ClusterGrant", ["kms:CreateGrant"], every),
      Condition: { StringEquals: { "aws:ResourceTag/Name": `${name}-cluster` } },
    },
  ];
}

function logs(scope: Scope): Statement[] {
  const { name } = scope;
  const groups = [
    flowLogGroupName(scope),
    `/aws/eks/${name}/`,
    `/aws/rds/instance/${name}-`,
    `/aws/elasticache/${name}-`,
  ];
  return [
    allow(
      "LogGroups",
      [
        "logs:*LogGroup",
        "logs:*RetentionPolicy",
        "logs:AssociateKmsKey",
        "logs:TagResource",
        "logs:UntagResource",
      ],
      // Some calls name the group alone, others its streams.
      groups.map((group) => arnOf(scope, "logs", `log-group:${group}*`)),
    ),
    allow("LogDelivery", ["logs:*LogDelivery", "logs:ListLogDeliveries", "logs:PutResourcePolicy"], "*"),
  ];
}

function identities(scope: Scope): Statement[] {
  const roles = stackRoles(scope);
  return [
    {
      ...allow("BoundedRoles", BOUNDED_ROLE_CHANGES, roles),
      Condition: { StringEquals: { "iam:PermissionsBoundary": permissionsBoundaryArn(scope) } },
    },
    allow("Roles", ["iam:PassRole", ...OTHER_ROLE_CHANGES], roles),
    allow("Profiles", PROFILE_CHANGES, iamArnOf(scope, `instance-profile/${scope.name}*`)),
    allow("Providers", PROVIDER_CHANGES, iamArnOf(scope, "oidc-provider/*")),
    allow("ServiceRoles", ["iam:CreateServiceLinkedRole"], iamArnOf(scope, "role/aws-service-role/*")),
  ];
}
