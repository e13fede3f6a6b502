import { demand } from "../../lib/finding";
import { ofEachContainer, podTypes } from "../../lib/pods";
import { resourceRule } from "../../lib/rule";

const message = "must hold `ALL`: what a container needs is added by name.";

export const rule = resourceRule({
  name: "kubernetes-capabilities-dropped",
  title: "Every container gives up all capabilities",
  description:
    "The engine's default capabilities let a container forge packets, change owners of files and more; few programs need one of them.",
  severity: "high",
  level: "mandatory",
  requirements: [
    { standard: "Pod Security Standards", version: "", id: "Restricted: Capabilities" },
    { standard: "CIS Kubernetes", version: "1.10", id: "5.2.10" },
    { standard: "NIST 800-53", version: "r5", id: "CM-7" },
  ],
  peers: ["CKV_K8S_37", "CKV_K8S_28", "AVD-KSV-0003"],
  url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted",
  remediation: 'Set `securityContext.capabilities.drop` to `["ALL"]` in every container.',
  types: podTypes,
  check: (resource) =>
    ofEachContainer(resource, (container, { partial }) => {
      const dropped = container.at("securityContext.capabilities.drop");
      return demand(
        dropped.some((name) => name.oneOf(["ALL"], false), partial),
        dropped,
        message,
      );
    }),
});
