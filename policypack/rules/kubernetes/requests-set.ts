import { demand } from "../../lib/finding";
import { containersOf, oneGiven, ofEachPod, podTypes } from "../../lib/pods";
import { resourceRule } from "../../lib/rule";

const message = "must be given: the scheduler and the autoscaler take it for nothing otherwise.";

export const rule = resourceRule({
  name: "kubernetes-requests-set",
  title: "Every container requests CPU and memory",
  description:
    "The scheduler places pods by what they request, and autoscalers add nodes by it; a pod that requests nothing is placed on a full node, and is the first to be evicted. A limit stands for the request where there is none, and so does a request of the whole pod.",
  severity: "medium",
  level: "advisory",
  requirements: [
    {
      standard: "EKS best practices",
      version: "",
      id: "pod-security",
    },
    { standard: "NIST 800-53", version: "r5", id: "SC-5" },
  ],
  peers: ["CKV_K8S_10", "CKV_K8S_12", "AVD-KSV-0015", "AVD-KSV-0016"],
  url: "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
  remediation: "Set `resources.requests.cpu` and `resources.requests.memory` in every container.",
  settings: {
    resources: {
      type: "array",
      items: { type: "string" },
      description: "Resources that every container must request.",
      default: ["cpu", "memory"],
    },
  },
  types: podTypes,
  check: (resource, { resources }) =>
    ofEachPod(resource, (pod) => {
      if (pod.partial) return [];
      return containersOf(pod, ["containers", "initContainers"]).flatMap((container) =>
        resources.flatMap((name) => {
          const request = container.at("resources.requests").child(name);
          const given = oneGiven([
            request,
            container.at("resources.limits").child(name),
            pod.spec.at("resources.requests").child(name),
            pod.spec.at("resources.limits").child(name),
          ]);
          return demand(given, request, message);
        }),
      );
    }),
});
