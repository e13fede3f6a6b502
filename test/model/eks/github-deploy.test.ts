import assert from "node:assert/strict";
import { BOUNDED_ROLE_CHANGES, boundaryDocument, OTHER_ROLE_CHANGES } from "../../../model/eks/boundary";
import { deployStatements } from "../../../model/eks/github-deploy";
import { policyDocument } from "../../../model/eks/policy-document";
import { scope } from "../../helpers/eks-scope";
import { allowedActions, statementsFor, textsOf } from "../../helpers/iam";

const document = policyDocument(...deployStatements(scope));
const allowances = (action: string) => statementsFor(document, "Allow", action);

describe("model/eks/github-deploy", () => {
  it("keeps within the size of the policies in a role with the longest names", () => {
    const longest = { ...scope, name: "a".repeat(20), region: "ap-southeast-1", partition: "aws-us-gov" };
    const text = JSON.stringify(
      policyDocument(...deployStatements({ ...longest, deletionProtection: false })),
    );
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    assert.ok(text.length <= 10_240, String(text.length));
  });

  it("can make what the stack is made of", () => {
    for (const action of [
      "ec2:CreateVpc",
      "ec2:RunInstances",
      "eks:CreateCluster",
      "eks:CreatePodIdentityAssociation",
      "rds:CreateDBInstance",
      "elasticache:CreateReplicationGroup",
      "s3:PutBucketPolicy",
      "ecr:CreateRepository",
      "kms:CreateKey",
      "kms:RetireGrant",
      "logs:CreateLogGroup",
      "sqs:CreateQueue",
      "events:PutRule",
      "budgets:ModifyBudget",
      "iam:CreateRole",
      "iam:PassRole",
      "iam:CreateOpenIDConnectProvider",
      "autoscaling:CreateOrUpdateTags",
    ])
      assert.ok(allowances(action).length > 0, action);
  });

  it("asks for nothing that the boundary does not allow", () => {
    const boundary = boundaryDocument(scope);
    for (const action of allowedActions(document.Statement))
      assert.ok(statementsFor(boundary, "Allow", action).length > 0, action);
  });

  it("makes roles of the stack only, and only with the boundary", () => {
    for (const action of ["iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy"])
      assert.deepEqual(
        allowances(action).map(({ Resource, Condition }) => [Resource, Condition]),
        [
          [
            "arn:aws:iam::123456789012:role/plinth-eu-central-1-*",
            {
              StringEquals: {
                "iam:PermissionsBoundary": "arn:aws:iam::123456789012:policy/plinth-eu-central-1-boundary",
              },
            },
          ],
        ],
        action,
      );
  });

  it("cannot change what workflows may do, and neither can a role that it makes", () => {
    // Every role of the stack has the boundary.
    const boundary = boundaryDocument(scope);
    for (const action of [...BOUNDED_ROLE_CHANGES, ...OTHER_ROLE_CHANGES]) {
      const denied = statementsFor(boundary, "Deny", action).filter(
        ({ Condition }) => Condition === undefined,
      );
      assert.ok(
        denied.some(
          ({ Resource }) => Resource === "arn:aws:iam::123456789012:role/plinth-eu-central-1-github-*",
        ),
        action,
      );
    }
    const [provider] = statementsFor(boundary, "Deny", "iam:DeleteOpenIDConnectProvider");
    assert.match(String(provider?.Resource), /oidc-provider\/token\.actions\.githubusercontent\.com$/);
  });

  it("reads no data and no secrets, and makes no user", () => {
    for (const action of [
      "s3:GetObject",
      "secretsmanager:GetSecretValue",
      "logs:GetLogEvents",
      "rds-db:connect",
      "iam:CreateUser",
      "iam:CreateAccessKey",
      "iam:CreatePolicyVersion",
      "iam:DeleteRolePermissionsBoundary",
      "sts:AssumeRole",
    ])
      assert.deepEqual(allowances(action), [], action);
  });

  it("empties buckets only where the stack is not protected from deletion", () => {
    assert.deepEqual(allowances("s3:DeleteObject"), []);
    const open = policyDocument(...deployStatements({ ...scope, deletionProtection: false }));
    const [empty] = statementsFor(open, "Allow", "s3:DeleteObjectVersion");
    assert.deepEqual(textsOf(empty?.Resource), ["arn:aws:s3:::plinth-123456789012-eu-central-1-*/*"]);
  });
});
