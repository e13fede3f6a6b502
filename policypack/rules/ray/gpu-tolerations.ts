import { demand } from "../../lib/finding";
import { gpu, hasGpus } from "../../lib/gpus";
import { containersOf } from "../../lib/pods";
import type { Property } from "../../lib/property";
import { rayGroupsOf, rayTypes } from "../../lib/ray";
import { resourceRule } from "../../lib/rule";
import { all, any, not } from "../../lib/truth";
import type { Truth } from "../../lib/truth";

const message =
  "must hold one for the taint of GPUs if the group's containers have limits on GPUs, and only then: its pods wait for ever, or take the place of others, otherwise.";

/** Whether one of the tolerations is for the taint; one without a key is for every taint. */
function tolerates(tolerations: Property): Truth {
  return tolerations.some((toleration) => {
    const key = toleration.at("key");
    return key.state === "absent"
      ? toleration.at("operator").oneOf(["Exists"], false)
      : key.text((name) => name === gpu, undefined);
  });
}

export const rule = resourceRule({
  name: "ray-gpu-tolerations",
  title: "A group of Ray tolerates the taint of GPUs only if it uses them",
  description:
    "Nodes with GPUs are tainted, so that a group which needs them must tolerate the taint to start at all; one that does not need them but tolerates it keeps such a node busy.",
  severity: "low",
  level: "advisory",
  requirements: [],
  peers: [],
  url: "https://docs.ray.io/en/latest/cluster/kubernetes/user-guides/gpu.html",
  remediation:
    "Add a toleration with the key `nvidia.com/gpu` to the groups that have limits on GPUs, and take it from the others.",
  types: rayTypes,
  check: (resource) =>
    rayGroupsOf(resource).flatMap(({ pod }) => {
      const tolerations = pod.spec.at("tolerations");
      const tolerated = tolerates(tolerations);
      const used = any(
        ...containersOf(pod, ["containers"]).map((each) => hasGpus(each.at("resources.limits"))),
      );
      const fits = any(all(used, tolerated), all(not(used), not(tolerated)));
      return demand(fits, tolerations, message);
    }),
});
