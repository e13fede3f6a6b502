import assert from "node:assert/strict";
import { boundaryDocument, boundaryServices } from "../../../model/eks/boundary";
import { scope } from "../../helpers/eks-scope";
import { statementsFor, textsOf } from "../../helpers/iam";

const document = boundaryDocument(scope);
const BOUNDARY = "arn:aws:iam::123456789012:policy/plinth-eu-central-1-boundary";
const denials = (action: string) => statementsFor(document, "Deny", action);
const allowances = (action: string) => statementsFor(document, "Allow", action);

describe("model/eks/boundary", () => {
  it("keeps within the size of a policy with the longest names", () => {
    const longest = { ...scope, name: "a".repeat(20), region: "ap-southeast-1", partition: "aws-us-gov" };
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    assert.ok(JSON.stringify(boundaryDocument(longest)).length <= 6144);
  });

  it("allows the services in use, sorted, and none that reaches beyond the stack", () => {
    assert.deepEqual([...boundaryServices], [...boundaryServices].sort());
    for (const action of ["organizations:LeaveOrganization", "cloudtrail:StopLogging", "sts:AssumeRole"])
      assert.deepEqual(allowances(action), [], action);
  });

  it("allows to pass and to change roles of the stack alone", () => {
    for (const action of ["iam:PassRole", "iam:CreateRole", "iam:UpdateAssumeRolePolicy"]) {
      const resources = allowances(action).flatMap(({ Resource }) => textsOf(Resource));
      assert.deepEqual(resources, ["arn:aws:iam::123456789012:role/plinth-eu-central-1-*"], action);
    }
  });

  it("denies roles without itself, wherever they are", () => {
    for (const action of ["iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy"])
      assert.deepEqual(
        denials(action).flatMap(({ Resource, Condition }) => (Resource === "*" ? [Condition] : [])),
        [{ StringNotEquals: { "iam:PermissionsBoundary": BOUNDARY } }],
        action,
      );
  });

  it("denies users, keys of users, policies, and taking itself off, to everyone", () => {
    for (const action of [
      "iam:CreateUser",
      "iam:CreateAccessKey",
      "iam:CreateLoginProfile",
      "iam:CreateServiceSpecificCredential",
      "iam:UploadSSHPublicKey",
      "iam:AttachUserPolicy",
      "iam:CreatePolicyVersion",
      "iam:SetDefaultPolicyVersion",
      "iam:DeleteRolePermissionsBoundary",
    ])
      assert.deepEqual(
        denials(action).map(({ Resource, Condition }) => [Resource, Condition]),
        [["*", undefined]],
        action,
      );
  });

  it("denies other regions, but for services that have none", () => {
    const [regional, ...others] = document.Statement.filter(({ NotAction }) => NotAction !== undefined);
    assert.deepEqual(others, []);
    assert.equal(regional?.Effect, "Deny");
    assert.deepEqual(regional.Condition, { StringNotEquals: { "aws:RequestedRegion": "eu-central-1" } });
    assert.ok(textsOf(regional.NotAction).includes("iam:*"));
    assert.ok(!textsOf(regional.NotAction).includes("ec2:*"));
  });

  it("denies what hides tracks or locks data away, to all but the roles that deploy and measure", () => {
    for (const action of [
      "kms:ScheduleKeyDeletion",
      "kms:DisableKey",
      "logs:DeleteLogGroup",
      "logs:PutRetentionPolicy",
      "ec2:DeleteFlowLogs",
    ])
      assert.deepEqual(
        denials(action).map(({ Condition }) => Condition),
        [
          {
            ArnNotEquals: {
              "aws:PrincipalArn": [
                "arn:aws:iam::123456789012:role/plinth-eu-central-1-github-deploy",
                "arn:aws:iam::123456789012:role/plinth-eu-central-1-postgres-monitoring",
              ],
            },
          },
        ],
        action,
      );
  });
});
