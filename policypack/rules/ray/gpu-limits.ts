import { demand } from "../../lib/finding";
import { hasGpus } from "../../lib/gpus";
import { containersOf } from "../../lib/pods";
import { rayGroupsOf, rayTypes } from "../../lib/ray";
import { resourceRule } from "../../lib/rule";
import { any, not } from "../../lib/truth";

const message =
  "must have `nvidia.com/gpu` in the limits of a container: the group offers GPUs that its pods do not get otherwise.";

export const rule = resourceRule({
  name: "ray-gpu-limits",
  title: "A group of Ray that offers GPUs has limits on them",
  description:
    "Ray offers as many GPUs as `num-gpus` says, but a pod gets those in its limits only: a task is placed on the group and finds none. A request without a limit is refused when KubeRay makes the pod, long after the update.",
  severity: "low",
  level: "advisory",
  requirements: [],
  peers: [],
  url: "https://docs.ray.io/en/latest/cluster/kubernetes/user-guides/gpu.html",
  remediation: "Set `nvidia.com/gpu` in `resources.limits` of the container, and leave `num-gpus` out.",
  types: rayTypes,
  check: (resource) =>
    rayGroupsOf(resource).flatMap(({ group, pod }) => {
      const containers = containersOf(pod, ["containers"]);
      const limited = any(...containers.map((each) => hasGpus(each.at("resources.limits"))));
      if (limited === true) return [];
      const offered = any(
        group.at("rayStartParams.num-gpus").text((count) => count !== "0", false),
        ...containers.map((each) => hasGpus(each.at("resources.requests"))),
      );
      return demand(any(limited, not(offered)), pod.spec, message);
    }),
});
