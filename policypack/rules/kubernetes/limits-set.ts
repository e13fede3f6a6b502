import { demand } from "../../lib/finding";
import { containersOf, oneGiven, ofEachPod, podTypes } from "../../lib/pods";
import { resourceRule } from "../../lib/rule";

const message = "must be given: the container may take all that its node has otherwise.";

export const rule = resourceRule({
  name: "kubernetes-limits-set",
  title: "Every container has a limit on its memory",
  description:
    "A container without a limit on its memory takes that of its neighbours, and the kernel ends whichever process it picks. Limits on the CPU slow a container down on an idle node, so they are not asked for unless the setting `resources` names them.",
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
  peers: ["CKV_K8S_13", "AVD-KSV-0018"],
  url: "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
  remediation: "Set `resources.limits.memory` in every container, to what it requests.",
  settings: {
    resources: {
      type: "array",
      items: { type: "string" },
      description: "Resources that every container must have a limit on.",
      default: ["memory"],
    },
  },
  types: podTypes,
  check: (resource, { resources }) =>
    ofEachPod(resource, (pod) => {
      if (pod.partial) return [];
      return containersOf(pod, ["containers", "initContainers"]).flatMap((container) =>
        resources.flatMap((name) => {
          const limit = container.at("resources.limits").child(name);
          const given = oneGiven([limit, pod.spec.at("resources.limits").child(name)]);
          return demand(given, limit, message);
        }),
      );
    }),
});
