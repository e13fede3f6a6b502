import { demand } from "../../lib/finding";
import type { Property } from "../../lib/property";
import { stackRule } from "../../lib/rule";
import type { Stack, StackResource } from "../../lib/rule";

const message = "must not be AdministratorAccess: whoever holds it owns the account.";

/** Types that attach managed policies, with the property that names them. */
const ATTACHMENTS = {
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "policyArn",
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": "policyArn",
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": "policyArn",
  "aws:iam/policyAttachment:PolicyAttachment": "policyArn",
  "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": "policyArns",
  "aws:iam/role:Role": "managedPolicyArns",
};

/** An ARN that is not known yet, but can only be that of a policy which the stack itself makes. */
function isOwn(stack: Stack, { propertyDependencies }: StackResource, key: string, arn: Property): boolean {
  const sources = propertyDependencies[key] ?? [];
  return (
    arn.state === "unknown" &&
    sources.length > 0 &&
    sources.every((urn) => stack.byUrn(urn)?.type === "aws:iam/policy:Policy")
  );
}

export const rule = stackRule({
  name: "iam-no-administrator-access",
  title: "Nobody is given AdministratorAccess",
  description:
    "AWS's managed policy AdministratorAccess allows every action on every resource. " +
    "Policies that the stack makes itself have a rule of their own.",
  severity: "critical",
  level: "mandatory",
  requirements: [
    { standard: "CIS AWS Foundations", version: "3.0.0", id: "1.16" },
    { standard: "NIST 800-53", version: "r5", id: "AC-6" },
  ],
  peers: ["CKV_AWS_274"],
  url: "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html",
  remediation: "Attach a policy that lists the actions that are needed.",
  checkStack: (stack) =>
    Object.entries(ATTACHMENTS).flatMap(([type, key]) =>
      stack.ofType(type).flatMap((resource) =>
        resource.properties
          .at(key)
          .oneOrMany()
          .filter((arn) => !isOwn(stack, resource, key, arn))
          .flatMap((arn) => {
            const harmless = arn.text((text) => !text.endsWith(":policy/AdministratorAccess"), undefined);
            return demand(harmless, arn, message).map((finding) => ({ ...finding, urn: resource.urn }));
          }),
      ),
    ),
});
