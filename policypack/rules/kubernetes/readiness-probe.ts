import { demandProbe, lastingPodTypes } from "../../lib/pods";
import { resourceRule } from "../../lib/rule";

const message = "must be given: requests reach the container before it can answer them otherwise.";

export const rule = resourceRule({
  name: "kubernetes-readiness-probe",
  title: "Every container that lasts has a readiness probe",
  description:
    "Without a readiness probe a Service sends requests to a container as soon as its process has started, and a rollout ends the old pods before the new ones can answer.",
  severity: "low",
  level: "advisory",
  requirements: [{ standard: "EKS best practices", version: "", id: "application" }],
  peers: ["CKV_K8S_9"],
  url: "https://kubernetes.io/docs/concepts/workloads/pods/probes/",
  remediation: "Give each container a `readinessProbe` on what it serves.",
  types: lastingPodTypes,
  check: (resource) => demandProbe(resource, "readinessProbe", message),
});
