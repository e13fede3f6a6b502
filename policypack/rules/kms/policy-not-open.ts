import { demand } from "../../lib/finding";
import { isOpen, statementsOf } from "../../lib/iam-document";
import { resourceRule } from "../../lib/rule";
import { not } from "../../lib/truth";

const message =
  "must not give the key to every principal: any AWS account in the world could use it. " +
  "Name the principal, or demand its account or organization in a condition.";

export const rule = resourceRule({
  name: "kms-policy-not-open",
  title: "No key can be used by everyone",
  description:
    "A key policy with `*` as its principal, and no condition that says who may call, opens the key to every AWS account.",
  severity: "critical",
  level: "mandatory",
  requirements: [
    { standard: "AWS FSBP", version: "", id: "KMS.5" },
    { standard: "NIST 800-53", version: "r5", id: "AC-3" },
  ],
  peers: ["CKV_AWS_33"],
  url: "https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html",
  remediation:
    "Name the account's root or a role in `Principal`. " +
    "Where it must be `*`, add a condition `StringEquals` on `kms:CallerAccount`.",
  types: [
    "aws:kms/key:Key",
    "aws:kms/keyPolicy:KeyPolicy",
    "aws:kms/externalKey:ExternalKey",
    "aws:kms/replicaKey:ReplicaKey",
    "aws:kms/replicaExternalKey:ReplicaExternalKey",
  ],
  check: ({ properties }) =>
    statementsOf(properties.at("policy")).flatMap((statement) =>
      demand(not(isOpen(statement)), statement, message),
    ),
});
