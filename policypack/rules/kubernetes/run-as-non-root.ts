import { demand } from "../../lib/finding";
import { ofEachContainer, podTypes, securityOf } from "../../lib/pods";
import { resourceRule } from "../../lib/rule";

const userMessage = "must not be 0, which is root.";
const message = "must be `true`, or a `runAsUser` other than 0 be given: most images run as root otherwise.";

export const rule = resourceRule({
  name: "kubernetes-run-as-non-root",
  title: "No container runs as root",
  description:
    "Root in a container is root on the node wherever the kernel or the runtime has a hole, and most images run as root unless they are told otherwise. What a container says of its user wins over what its pod says.",
  severity: "high",
  level: "mandatory",
  requirements: [
    { standard: "EKS best practices", version: "", id: "pod-security" },
    { standard: "Pod Security Standards", version: "", id: "Restricted: Running as Non-root" },
    { standard: "CIS Kubernetes", version: "1.10", id: "5.2.7" },
    { standard: "NIST 800-53", version: "r5", id: "AC-6" },
  ],
  peers: ["CKV_K8S_23", "AVD-KSV-0012"],
  url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted",
  remediation:
    "Set `securityContext.runAsNonRoot` to `true` in the pod, and `runAsUser` to the user of the image where it has none.",
  types: podTypes,
  check: (resource) =>
    ofEachContainer(resource, (container, pod) => {
      const user = securityOf(container, pod, "runAsUser");
      if (user.state !== "absent") {
        return demand(
          user.number((id) => id > 0, undefined),
          user,
          userMessage,
        );
      }
      const nonRoot = securityOf(container, pod, "runAsNonRoot");
      return demand(nonRoot.is(true, pod.partial), nonRoot, message);
    }),
});
