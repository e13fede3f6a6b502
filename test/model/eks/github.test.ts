import assert from "node:assert/strict";
import { githubTrust, previewStatements } from "../../../model/eks/github";
import type { GithubSubject } from "../../../model/eks/github";
import { scope } from "../../helpers/eks-scope";
import { allowedActions, statementsFor } from "../../helpers/iam";

const github: GithubSubject = { repository: "example/plinth", environment: "production" };

function subjectOf(purpose: "preview" | "deploy", change: Partial<GithubSubject> = {}): unknown {
  const [statement] = githubTrust(scope, { ...github, ...change }, purpose).Statement;
  return statement?.Condition?.["StringEquals"]?.["token.actions.githubusercontent.com:sub"];
}

describe("model/eks/github", () => {
  it("trusts tokens of GitHub that are for AWS, by the whole of their subject", () => {
    assert.deepEqual(githubTrust(scope, github, "deploy").Statement, [
      {
        Effect: "Allow",
        Principal: {
          Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
        },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": "repo:example/plinth:environment:production",
          },
        },
      },
    ]);
    assert.equal(subjectOf("preview"), "repo:example/plinth:pull_request");
  });

  it("takes the beginning of the subject that the repository's tokens have", () => {
    const subjectPrefix = "repo:example-1/plinth-2";
    assert.equal(subjectOf("preview", { subjectPrefix }), "repo:example-1/plinth-2:pull_request");
    assert.equal(subjectOf("deploy", { subjectPrefix }), "repo:example-1/plinth-2:environment:production");
  });

  it("lets a preview read settings, and neither data nor secrets", () => {
    for (const action of allowedActions(previewStatements()))
      assert.match(action, /^[a-z0-9-]+:(?:Describe|Get|List|View)/, action);
    const document = { Statement: previewStatements() };
    for (const action of [
      "s3:GetObject",
      "secretsmanager:GetSecretValue",
      "kms:Decrypt",
      "logs:GetLogEvents",
      "ssm:GetParameter",
      "ecr:GetDownloadUrlForLayer",
      "ecr:GetAuthorizationToken",
    ])
      assert.deepEqual(statementsFor(document, "Allow", action), [], action);
  });
});
