import { demand } from "../../lib/finding";
import { ofEachContainer, podTypes } from "../../lib/pods";
import { resourceRule } from "../../lib/rule";

const message = "must be `false`: a program with the setuid bit makes its user root otherwise.";

export const rule = resourceRule({
  name: "kubernetes-privilege-escalation",
  title: "No process gains more privileges than its parent",
  description:
    "Kubernetes allows privilege escalation unless it is told otherwise, and a setuid program in an image is then enough to become root.",
  severity: "high",
  level: "mandatory",
  requirements: [
    { standard: "EKS best practices", version: "", id: "pod-security" },
    { standard: "CIS Amazon EKS", version: "1.7.0", id: "4.2.5" },
    { standard: "Pod Security Standards", version: "", id: "Restricted: Privilege Escalation" },
    { standard: "NIST 800-53", version: "r5", id: "AC-6" },
  ],
  peers: ["CKV_K8S_20", "AVD-KSV-0001"],
  url: "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
  remediation: "Set `securityContext.allowPrivilegeEscalation` to `false` in every container.",
  types: podTypes,
  check: (resource) =>
    ofEachContainer(resource, (container, { partial }) => {
      const escalation = container.at("securityContext.allowPrivilegeEscalation");
      return demand(escalation.is(false, partial), escalation, message);
    }),
});
