import { demand } from "../../lib/finding";
import { containersOf, lastingPodTypes, ofEachPod } from "../../lib/pods";
import { resourceRule } from "../../lib/rule";
import { any } from "../../lib/truth";

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
  check: (resource) =>
    ofEachPod(resource, (pod) => {
      if (pod.partial) return [];
      return containersOf(pod, ["containers"]).flatMap((container) => {
        const probe = container.at("livenessProbe");
        const given = probe.given();
        if (given === true) return [];
        const ends = pod.spec.at("restartPolicy").oneOf(["Never", "OnFailure"], false);
        return demand(any(given, ends), probe, message);
      });
    }),
});
