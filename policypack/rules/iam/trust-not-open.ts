import { demand } from "../../lib/finding";
import { isOpen, statementsOf } from "../../lib/iam-document";
import { resourceRule } from "../../lib/rule";
import { not } from "../../lib/truth";

const message =
  "must not trust every principal: any AWS account in the world could assume the role. " +
  "Name the principal, or demand its organization, account or ARN in a condition.";

export const rule = resourceRule({
  name: "iam-trust-not-open",
  title: "No role can be assumed by everyone",
  description:
    "A trust policy with `*` as its principal, and no condition that says who may call, opens the role to every AWS account.",
  severity: "critical",
  level: "mandatory",
  requirements: [
    { standard: "NIST 800-53", version: "r5", id: "AC-3" },
    { standard: "NIST 800-53", version: "r5", id: "AC-6" },
  ],
  peers: ["CKV_AWS_60"],
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
  remediation:
    "Name the service, the role or the account in `Principal`. " +
    "Where it must be `*`, add a condition such as `StringEquals` on `aws:PrincipalOrgID`.",
  types: ["aws:iam/role:Role"],
  check: ({ properties }) =>
    statementsOf(properties.at("assumeRolePolicy")).flatMap((statement) =>
      demand(not(isOpen(statement)), statement, message),
    ),
});
