import { demand } from "../../lib/finding";
import { ofEachPod, podTypes } from "../../lib/pods";
import { resourceRule } from "../../lib/rule";
import { all, any } from "../../lib/truth";

const message =
  "must be `false`, or `true` in a pod with a `serviceAccountName` of its own: a token of the cluster is mounted otherwise.";

export const rule = resourceRule({
  name: "kubernetes-service-account-token",
  title: "A pod has a token of the cluster only where it says so",
  description:
    "Kubernetes mounts a token of the API server into every pod unless it is told otherwise, and whoever breaks into the pod has it. A pod that needs one says so, and has a service account of its own.",
  severity: "medium",
  level: "mandatory",
  requirements: [
    { standard: "EKS best practices", version: "", id: "pod-security" },
    { standard: "CIS Amazon EKS", version: "1.7.0", id: "4.1.5" },
    { standard: "CIS Amazon EKS", version: "1.7.0", id: "4.1.6" },
    { standard: "NIST 800-53", version: "r5", id: "AC-6" },
  ],
  peers: ["CKV_K8S_38", "AVD-KSV-0036"],
  url: "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting",
  remediation:
    "Set `automountServiceAccountToken` to `false` in the pod; where it talks to the API server, to `true` with a `serviceAccountName` of its own.",
  types: podTypes,
  check: (resource) =>
    ofEachPod(resource, ({ spec, partial }) => {
      const mounted = spec.at("automountServiceAccountToken");
      const off = mounted.is(false, partial);
      if (off === true) return [];
      const account = spec.at("serviceAccountName");
      const asked = all(
        mounted.is(true, false),
        account.text((name) => !["", "default"].includes(name), partial),
      );
      return demand(any(off, asked), mounted, message);
    }),
});
