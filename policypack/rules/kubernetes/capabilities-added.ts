import { demand } from "../../lib/finding";
import { ofEachContainer, podTypes } from "../../lib/pods";
import { resourceRule } from "../../lib/rule";

const message = "must be one of the capabilities in the rule's setting `allowed`.";

export const rule = resourceRule({
  name: "kubernetes-capabilities-added",
  title: "No container has a capability that is not allowed",
  description:
    "A capability is a part of root: with `SYS_ADMIN`, `SYS_PTRACE` or `NET_ADMIN` a container leaves its walls. Listening on a port below 1024 is harmless; others are for the platform's owner to allow.",
  severity: "high",
  level: "mandatory",
  requirements: [
    { standard: "Pod Security Standards", version: "", id: "Restricted: Capabilities" },
    { standard: "CIS Kubernetes", version: "1.10", id: "5.2.9" },
    { standard: "NIST 800-53", version: "r5", id: "AC-6" },
  ],
  peers: ["CKV_K8S_25", "AVD-KSV-0106"],
  url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted",
  remediation:
    "Leave the capability out of `securityContext.capabilities.add`, or add it to `allowed` where every team may use it.",
  settings: {
    allowed: {
      type: "array",
      items: { type: "string" },
      description: "Capabilities that containers may add.",
      default: ["NET_BIND_SERVICE"],
    },
  },
  types: podTypes,
  check: (resource, { allowed }) =>
    ofEachContainer(resource, (container) =>
      container
        .at("securityContext.capabilities.add")
        .items()
        .flatMap((name) => demand(name.oneOf(allowed, false), name, message)),
    ),
});
