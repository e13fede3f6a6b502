import { demand } from "../../lib/finding";
import { ofEachContainer, podTypes } from "../../lib/pods";
import { resourceRule } from "../../lib/rule";

const message = "must be `true`: an intruder could change the programs of the container otherwise.";

export const rule = resourceRule({
  name: "kubernetes-read-only-root",
  title: "The root filesystem of every container is read-only",
  description:
    "A container that cannot write to its image keeps the programs that were scanned, and leaves an intruder no place to put others.",
  severity: "medium",
  level: "mandatory",
  requirements: [
    { standard: "EKS best practices", version: "", id: "pod-security" },
    { standard: "CIS Kubernetes", version: "1.10", id: "5.7.3" },
    { standard: "NIST 800-53", version: "r5", id: "CM-5" },
  ],
  peers: ["CKV_K8S_22", "AVD-KSV-0014"],
  url: "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
  remediation:
    "Set `securityContext.readOnlyRootFilesystem` to `true`, and mount an `emptyDir` on each folder that is written to, as `/tmp`.",
  types: podTypes,
  check: (resource) =>
    ofEachContainer(resource, (container, { partial }) => {
      const readOnly = container.at("securityContext.readOnlyRootFilesystem");
      return demand(readOnly.is(true, partial), readOnly, message);
    }),
});
