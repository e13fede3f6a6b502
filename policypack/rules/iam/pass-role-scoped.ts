import { demand } from "../../lib/finding";
import {
  allows,
  IDENTITY_POLICIES,
  identityDocuments,
  namesAction,
  namesResource,
  statementsOf,
} from "../../lib/iam-document";
import { resourceRule } from "../../lib/rule";
import { inTurn, not } from "../../lib/truth";
import { matchesWildcard } from "../../lib/wildcard";

const message =
  "must name the roles that may be passed: who may pass any role to a service acts with the rights of all of them.";

/** `*`, and ARNs that end in a wildcard before they name a role or a path. */
const EVERY_ROLE = /(^|:)(role\/?)?[*?/]+$/;

export const rule = resourceRule({
  name: "iam-pass-role-scoped",
  title: "Roles can be passed by name only",
  description:
    "`iam:PassRole` on every role lets its holder start a machine or a function with an administrator's role.",
  severity: "high",
  level: "mandatory",
  requirements: [{ standard: "NIST 800-53", version: "r5", id: "AC-6" }],
  peers: ["AVD-AWS-0342"],
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
  remediation: "Give `iam:PassRole` a statement of its own, with the ARNs of the roles as its `Resource`.",
  types: IDENTITY_POLICIES,
  check: (resource) =>
    identityDocuments(resource)
      .flatMap(statementsOf)
      .flatMap((statement) => {
        const passesAny = inTurn(
          () => namesAction(statement, (pattern) => matchesWildcard(pattern, "iam:passrole")),
          () => namesResource(statement, (text) => EVERY_ROLE.test(text)),
          () => allows(statement),
        );
        return demand(not(passesAny), statement, message);
      }),
});
