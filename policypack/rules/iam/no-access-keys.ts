import { violation } from "../../lib/finding";
import { stackRule } from "../../lib/rule";

const message =
  "An access key does not expire, and Pulumi's state would hold it: let the program assume a role instead.";

export const rule = stackRule({
  name: "iam-no-access-keys",
  title: "There are no access keys",
  description:
    "An access key is valid until somebody deletes it, wherever it has leaked to, and the stack's state holds a copy.",
  severity: "high",
  level: "mandatory",
  requirements: [{ standard: "NIST 800-53", version: "r5", id: "IA-5" }],
  peers: [],
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-workloads-use-roles",
  remediation:
    "Use a role: EKS Pod Identity in the cluster, an instance profile on machines, OpenID Connect in CI.",
  checkStack: (stack) =>
    stack.ofType("aws:iam/accessKey:AccessKey").map(({ urn }) => ({ ...violation("", message), urn })),
});
