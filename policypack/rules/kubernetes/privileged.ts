import { demand } from "../../lib/finding";
import { ofEachContainer, podTypes } from "../../lib/pods";
import { resourceRule } from "../../lib/rule";

const message = "must not be `true`: a privileged container is root on its node.";

export const rule = resourceRule({
  name: "kubernetes-privileged",
  title: "No container is privileged",
  description:
    "A privileged container has every capability and every device of its node, so whoever breaks into it owns the node and the credentials of all pods on it.",
  severity: "critical",
  level: "mandatory",
  requirements: [
    { standard: "EKS best practices", version: "", id: "pod-security" },
    { standard: "CIS Amazon EKS", version: "1.7.0", id: "4.2.1" },
    { standard: "Pod Security Standards", version: "", id: "Baseline: Privileged Containers" },
    { standard: "NIST 800-53", version: "r5", id: "AC-6" },
  ],
  peers: ["CKV_K8S_16", "AVD-KSV-0017"],
  url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
  remediation: "Leave out `securityContext.privileged`, and add the one capability or device that is needed.",
  types: podTypes,
  check: (resource) =>
    ofEachContainer(resource, (container) => {
      const privileged = container.at("securityContext.privileged");
      return demand(privileged.is(false, true), privileged, message);
    }),
});
