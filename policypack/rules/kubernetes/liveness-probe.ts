import { demandProbe, lastingPodTypes } from "../../lib/pods";
import { resourceRule } from "../../lib/rule";

const message = "must be given: a container that hangs is never restarted otherwise.";

export const rule = resourceRule({
  name: "kubernetes-liveness-probe",
  title: "Every container that lasts has a liveness probe",
  description:
    "Kubernetes restarts a container whose process has ended, but one that hangs it only finds by a probe. Containers that only prepare a pod, and pods that run to their end, need none.",
  severity: "low",
  level: "advisory",
  requirements: [{ standard: "EKS best practices", version: "", id: "application" }],
  peers: ["CKV_K8S_8"],
  url: "https://kubernetes.io/docs/concepts/workloads/pods/probes/",
  remediation:
    "Give each container a `livenessProbe` on something that does not depend on other services, or the pods restart when those are away.",
  types: lastingPodTypes,
  check: (resource) => demandProbe(resource, "livenessProbe", message),
});
