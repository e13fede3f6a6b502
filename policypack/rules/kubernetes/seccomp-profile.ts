import { demand } from "../../lib/finding";
import { ofEachContainer, podTypes, securityOf } from "../../lib/pods";
import { resourceRule } from "../../lib/rule";

const message = "must be `RuntimeDefault` or `Localhost`: every call of the kernel is open otherwise.";

export const rule = resourceRule({
  name: "kubernetes-seccomp-profile",
  title: "Every container has a seccomp profile",
  description:
    "Without a profile a container may make every call of the kernel, also those that no program needs and that holes are found in. What a container says of its profile wins over what its pod says.",
  severity: "medium",
  level: "mandatory",
  requirements: [
    { standard: "Pod Security Standards", version: "", id: "Restricted: Seccomp" },
    { standard: "CIS Kubernetes", version: "1.10", id: "5.7.2" },
    { standard: "NIST 800-53", version: "r5", id: "CM-7" },
  ],
  peers: ["CKV_K8S_31", "AVD-KSV-0030", "AVD-KSV-0104"],
  url: "https://kubernetes.io/docs/tutorials/security/seccomp/",
  remediation: "Set `securityContext.seccompProfile.type` to `RuntimeDefault` in the pod.",
  types: podTypes,
  check: (resource) =>
    ofEachContainer(resource, (container, pod) => {
      const profile = securityOf(container, pod, "seccompProfile.type");
      return demand(profile.oneOf(["RuntimeDefault", "Localhost"], pod.partial), profile, message);
    }),
});
