/** The permissions boundary of the stack's roles, as data. */

import { githubProviderArn } from "./github";
import { policyDocument } from "./policy-document";
import type { PolicyDocument, Statement } from "./policy-document";
import { iamArnOf, permissionsBoundaryArn, roleName } from "./scope";
import type { Scope } from "./scope";

/** Services of AWS that a role of the stack may use at all. IAM and STS are apart. */
export const boundaryServices = [
  "acm",
  "arc-zonal-shift",
  "autoscaling",
  "budgets",
  "cloudwatch",
  "ec2",
  "ec2messages",
  "ecr",
  "eks",
  "eks-auth",
  "elasticache",
  "elasticloadbalancing",
  "events",
  "kms",
  "logs",
  "pricing",
  "rds",
  "rds-db",
  "s3",
  "secretsmanager",
  "shield",
  "sqs",
  "ssm",
  "ssmmessages",
  "tag",
  "waf-regional",
  "wafv2",
] as const;

/** What proves by DNS that a domain is ours; nothing else of Route 53. */
const DNS_PROOFS = [
  "route53:ChangeResourceRecordSets",
  "route53:GetChange",
  "route53:ListResourceRecordSets",
];

/** Services whose calls go to one region for all, and calls without a region of their own. */
const WITHOUT_REGION = [
  "iam:*",
  "sts:*",
  "budgets:*",
  "pricing:*",
  "shield:*",
  "s3:ListAllMyBuckets",
  "ec2:DescribeRegions",
  // Logins to a database and a cache, which no call of an API decides: whether they have a region is not documented.
  "rds-db:connect",
  "elasticache:Connect",
  ...DNS_PROOFS,
];

/** Changes of roles that may be made to a role with the boundary only. */
export const BOUNDED_ROLE_CHANGES = [
  "iam:AttachRolePolicy",
  "iam:CreateRole",
  "iam:PutRolePermissionsBoundary",
  "iam:PutRolePolicy",
] as const;

/** Changes of roles that the boundary has no part in. */
export const OTHER_ROLE_CHANGES = [
  "iam:DeleteRole",
  "iam:DeleteRolePolicy",
  "iam:DetachRolePolicy",
  "iam:TagRole",
  "iam:UntagRole",
  "iam:UpdateAssumeRolePolicy",
  "iam:UpdateRole",
  "iam:UpdateRoleDescription",
] as const;

/** Changes of instance profiles. */
export const PROFILE_CHANGES = [
  "iam:AddRoleToInstanceProfile",
  "iam:CreateInstanceProfile",
  "iam:DeleteInstanceProfile",
  "iam:RemoveRoleFromInstanceProfile",
  "iam:TagInstanceProfile",
  "iam:UntagInstanceProfile",
] as const;

/** Changes of providers of OpenID Connect. */
export const PROVIDER_CHANGES = [
  "iam:AddClientIDToOpenIDConnectProvider",
  "iam:CreateOpenIDConnectProvider",
  "iam:DeleteOpenIDConnectProvider",
  "iam:TagOpenIDConnectProvider",
  "iam:UntagOpenIDConnectProvider",
  "iam:UpdateOpenIDConnectProviderThumbprint",
] as const;

/** What makes users, keys of users, and policies beside those of the stack. */
const USERS_AND_KEYS = [
  "iam:AddUserToGroup",
  "iam:AttachGroupPolicy",
  "iam:AttachUserPolicy",
  "iam:Create*Credential",
  "iam:CreateAccessKey",
  "iam:CreateGroup",
  "iam:CreateLoginProfile",
  "iam:CreatePolicy*",
  "iam:CreateUser",
  "iam:DeleteRolePermissionsBoundary",
  "iam:PutGroupPolicy",
  "iam:PutUserPolicy",
  "iam:SetDefaultPolicyVersion",
  "iam:Upload*",
];

/** What hides tracks, or locks data away by its key. */
const HIDING = [
  "ec2:DeleteFlowLogs",
  "kms:DisableKey",
  "kms:DisableKeyRotation",
  "kms:PutKeyPolicy",
  "kms:ScheduleKeyDeletion",
  "logs:DeleteLogGroup",
  "logs:DeleteLogStream",
  "logs:DeleteRetentionPolicy",
  "logs:DisassociateKmsKey",
  "logs:PutRetentionPolicy",
  "s3:DeleteBucketPolicy",
  "s3:PutBucketLogging",
  "s3:PutEncryptionConfiguration",
];

/** Every role of the stack, by the beginning of its name. */
export function stackRoles(scope: Scope): string {
  return iamArnOf(scope, `role/${roleName(scope, "*")}`);
}

/**
 * The most that a role of the stack can do.
 *
 * It allows the services in use, and of IAM what concerns the stack's own roles. It denies roles without this boundary,
 * changes of the roles of workflows, users and their keys, other regions, and what would hide tracks or lock data away. The last is allowed to two roles:
 * to the one that deploys, or it could neither replace a log group nor destroy the stack, and to the one by which RDS
 * measures the database, as RDS sets how long it keeps the measurements:
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonRDSEnhancedMonitoringRole.html
 *
 * A boundary gives nothing: each role needs its own policies as well.
 */
export function boundaryDocument(scope: Scope): PolicyDocument {
  return policyDocument(
    {
      Sid: "Services",
      Effect: "Allow",
      Action: boundaryServices.map((service) => `${service}:*`),
      Resource: "*",
    },
    { Sid: "DnsProofs", Effect: "Allow", Action: DNS_PROOFS, Resource: "*" },
    ...identity(scope),
    ...denials(scope),
  );
}

function identity(scope: Scope): Statement[] {
  return [
    {
      Sid: "ReadIdentities",
      Effect: "Allow",
      Action: ["iam:Get*", "iam:List*", "sts:GetCallerIdentity"],
      Resource: "*",
    },
    {
      Sid: "OwnRoles",
      Effect: "Allow",
      Action: ["iam:PassRole", ...BOUNDED_ROLE_CHANGES, ...OTHER_ROLE_CHANGES],
      Resource: stackRoles(scope),
    },
    {
      Sid: "Profiles",
      Effect: "Allow",
      Action: PROFILE_CHANGES,
      // Adding a role to a profile is a call on the profile; what it may hold is said by PassRole.
      Resource: iamArnOf(scope, "instance-profile/*"),
    },
    {
      Sid: "Providers",
      Effect: "Allow",
      Action: PROVIDER_CHANGES,
      Resource: iamArnOf(scope, "oidc-provider/*"),
    },
    {
      Sid: "ServiceRoles",
      Effect: "Allow",
      Action: "iam:CreateServiceLinkedRole",
      Resource: iamArnOf(scope, "role/aws-service-role/*"),
    },
  ];
}

function denials(scope: Scope): Statement[] {
  return [
    {
      Sid: "NoRoleBeyond",
      Effect: "Deny",
      Action: BOUNDED_ROLE_CHANGES,
      Resource: "*",
      Condition: { StringNotEquals: { "iam:PermissionsBoundary": permissionsBoundaryArn(scope) } },
    },
    // A role that deploys may make others, and hand them to a machine: none of them may change what workflows can do.
    {
      Sid: "NoWorkflowRoles",
      Effect: "Deny",
      Action: [...BOUNDED_ROLE_CHANGES, ...OTHER_ROLE_CHANGES],
      Resource: iamArnOf(scope, `role/${roleName(scope, "github-*")}`),
    },
    {
      Sid: "NoWorkflowTokens",
      Effect: "Deny",
      Action: PROVIDER_CHANGES,
      Resource: githubProviderArn(scope),
    },
    {
      Sid: "NoUsersAndKeys",
      Effect: "Deny",
      Action: USERS_AND_KEYS,
      Resource: "*",
    },
    {
      Sid: "NoOtherRegion",
      Effect: "Deny",
      NotAction: WITHOUT_REGION,
      Resource: "*",
      Condition: { StringNotEquals: { "aws:RequestedRegion": scope.region } },
    },
    {
      Sid: "NoHiddenTracks",
      Effect: "Deny",
      Action: HIDING,
      Resource: "*",
      Condition: {
        ArnNotEquals: {
          "aws:PrincipalArn": ["github-deploy", "postgres-monitoring"].map((id) =>
            iamArnOf(scope, `role/${roleName(scope, id)}`),
          ),
        },
      },
    },
  ];
}
