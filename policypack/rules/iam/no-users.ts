import { violation } from "../../lib/finding";
import { stackRule } from "../../lib/rule";

const message =
  "An IAM user has a password or keys that do not expire: give people single sign-on, and programs a role.";

export const rule = stackRule({
  name: "iam-no-users",
  title: "There are no IAM users",
  description:
    "Users carry long-lived credentials and stay when a person leaves. Single sign-on and roles give ones that expire.",
  severity: "medium",
  level: "mandatory",
  requirements: [
    { standard: "CIS AWS Foundations", version: "3.0.0", id: "1.21" },
    { standard: "NIST 800-53", version: "r5", id: "IA-2" },
  ],
  peers: ["CKV_AWS_273"],
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-users-federation-idp",
  remediation: "Give people access through IAM Identity Center, and programs a role that they assume.",
  checkStack: (stack) =>
    stack.ofType("aws:iam/user:User").map(({ urn }) => ({ ...violation("", message), urn })),
});
