/** Whom of GitHub the stack trusts, and what a preview of a workflow reads. */

import { policyDocument } from "./policy-document";
import type { PolicyDocument, Statement } from "./policy-document";
import { iamArnOf, roleName } from "./scope";
import type { Scope } from "./scope";

/** The issuer of the tokens of GitHub's workflows. */
export const GITHUB_ISSUER = "token.actions.githubusercontent.com";

/** The audience that `aws-actions/configure-aws-credentials` asks for. */
export const GITHUB_AUDIENCE = "sts.amazonaws.com";

/** Whose workflows get the roles. */
export interface GithubSubject {
  /** `owner/name`. */
  readonly repository: string;
  /** The environment whose jobs deploy. */
  readonly environment: string;
  /** What the subjects of the repository's tokens begin with. @default `repo:<repository>` */
  readonly subjectPrefix?: string | undefined;
}

/** ARN of the account's provider for GitHub; an account can have one only. */
export function githubProviderArn(scope: Scope): string {
  return iamArnOf(scope, `oidc-provider/${GITHUB_ISSUER}`);
}

/** What a workflow is for. */
export type GithubPurpose = "preview" | "deploy";

/** ARN of the role that workflows take for a purpose. */
export function githubRoleArn(scope: Scope, purpose: GithubPurpose): string {
  return iamArnOf(scope, `role/${roleName(scope, `github-${purpose}`)}`);
}

/**
 * Who takes the role: pull requests of the repository, or jobs of its environment. The subject is compared as a whole.
 *
 * @see https://docs.github.com/en/actions/reference/security/oidc
 */
export function githubTrust(scope: Scope, subject: GithubSubject, purpose: GithubPurpose): PolicyDocument {
  const { repository, environment, subjectPrefix = `repo:${repository}` } = subject;
  const claim = purpose === "preview" ? "pull_request" : `environment:${environment}`;
  return policyDocument({
    Effect: "Allow",
    Principal: { Federated: githubProviderArn(scope) },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: {
      StringEquals: {
        [`${GITHUB_ISSUER}:aud`]: GITHUB_AUDIENCE,
        [`${GITHUB_ISSUER}:sub`]: `${subjectPrefix}:${claim}`,
      },
    },
  });
}

/** What a preview reads: settings of resources, and neither data nor secrets. */
export function previewStatements(): readonly Statement[] {
  return [
    {
      Sid: "Settings",
      Effect: "Allow",
      Action: [
        ...["autoscaling", "ec2", "ecr", "eks", "elasticache", "elasticloadbalancing", "events", "kms"].map(
          (service) => `${service}:Describe*`,
        ),
        "logs:Describe*",
        "rds:Describe*",
        ...["ecr", "eks", "elasticache", "events", "iam", "kms", "logs", "rds"].map(
          (service) => `${service}:ListTags*`,
        ),
        "budgets:ListTagsForResource",
        "budgets:ViewBudget",
        "ecr:GetLifecyclePolicy",
        "eks:List*",
        "events:ListTargetsByRule",
        "iam:Get*",
        "iam:List*",
        "kms:GetKeyPolicy",
        "kms:GetKeyRotationStatus",
        "kms:ListAliases",
        "kms:ListResourceTags",
        "s3:GetBucket*",
        "s3:GetEncryptionConfiguration",
        "s3:GetLifecycleConfiguration",
        "sqs:GetQueueAttributes",
        "sqs:ListQueueTags",
        "sts:GetCallerIdentity",
        "tag:GetResources",
      ],
      Resource: "*",
    },
  ];
}
