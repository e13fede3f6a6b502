import { demand } from "../../lib/finding";
import {
  allows,
  everyAction,
  IDENTITY_POLICIES,
  identityDocuments,
  namesResource,
  statementsOf,
} from "../../lib/iam-document";
import { resourceRule } from "../../lib/rule";
import { inTurn, not } from "../../lib/truth";

const message =
  "must not allow every action on every resource: whoever holds it owns the account. " +
  "`NotAction` and `NotResource` allow all that they do not list.";

export const rule = resourceRule({
  name: "iam-no-full-access",
  title: "No policy allows everything on everything",
  description:
    "A statement that allows `*` on `*`, or all but a list, makes its holder an administrator, whatever it was meant for.",
  severity: "critical",
  level: "mandatory",
  requirements: [
    { standard: "AWS FSBP", version: "", id: "IAM.1" },
    { standard: "CIS AWS Foundations", version: "3.0.0", id: "1.16" },
    { standard: "NIST 800-53", version: "r5", id: "AC-6" },
  ],
  peers: ["CKV_AWS_62", "AVD-AWS-0057"],
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
  remediation:
    "List the actions that are needed and the ARNs that they are needed on. " +
    "Write the document as an object: a part that is not known yet then leaves the others readable.",
  types: IDENTITY_POLICIES,
  check: (resource) =>
    identityDocuments(resource)
      .flatMap(statementsOf)
      .flatMap((statement) => {
        const everything = inTurn(
          () => everyAction(statement),
          () => namesResource(statement, (text) => /^\*+$/.test(text)),
          () => allows(statement),
        );
        return demand(not(everything), statement, message);
      }),
});
