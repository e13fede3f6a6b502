import { demand } from "../../lib/finding";
import { allows, demandsOf, namesOidcProvider, statementsOf } from "../../lib/iam-document";
import { resourceRule } from "../../lib/rule";
import { inTurn, not } from "../../lib/truth";

const message =
  "must demand a `sub` that names whom it trusts: " +
  "anyone with an account at the identity provider could assume the role.";

/** What subjects of GitHub, GitLab, HCP Terraform and Kubernetes begin with before they name anyone. */
const CLAIMS = ["repo:", "project_path:", "organization:", "system:serviceaccount:"];

/** Whether the text says more than the name of a claim before its first wildcard. */
function namesSomeone(subject: string): boolean {
  const [head = ""] = subject.split(/[*?]/);
  return !CLAIMS.some((claim) => claim.startsWith(head));
}

export const rule = resourceRule({
  name: "iam-oidc-subject",
  title: "Roles for OpenID Connect identities name the identity",
  description:
    "An identity provider such as GitHub's vouches for all of its users. " +
    "Without a condition on `sub`, or with one such as `repo:*`, the role is open to each of them.",
  severity: "critical",
  level: "mandatory",
  requirements: [
    { standard: "NIST 800-53", version: "r5", id: "AC-3" },
    { standard: "NIST 800-53", version: "r5", id: "AC-6" },
  ],
  peers: ["CKV_AWS_393"],
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html",
  remediation:
    "Add a condition `StringEquals` on the provider's `sub`, as `repo:owner/name:ref:refs/heads/main` " +
    "or `system:serviceaccount:namespace:name`.",
  types: ["aws:iam/role:Role"],
  check: ({ properties }) =>
    statementsOf(properties.at("assumeRolePolicy")).flatMap((statement) => {
      const open = inTurn(
        () => namesOidcProvider(statement),
        () => allows(statement),
        () => not(demandsOf(statement, (key) => key.endsWith(":sub"), namesSomeone)),
      );
      return demand(not(open), statement, message);
    }),
});
