import { demand } from "../../lib/finding";
import { rayClustersOf, rayTypes } from "../../lib/ray";
import { resourceRule } from "../../lib/rule";

const message =
  'must be `"0"`: tasks run beside the control of the cluster otherwise, and end it when they take its memory.';

export const rule = resourceRule({
  name: "ray-head-num-cpus",
  title: "No task runs on the head of a Ray cluster",
  description:
    "The head keeps the state of the whole cluster. A task that takes its memory ends the cluster with all that runs on it; with no CPUs to offer, the head gets no tasks.",
  severity: "medium",
  level: "advisory",
  requirements: [],
  peers: [],
  url: "https://docs.ray.io/en/latest/cluster/vms/user-guides/large-cluster-best-practices.html#configuring-the-head-node",
  remediation: 'Set `headGroupSpec.rayStartParams["num-cpus"]` to `"0"`.',
  types: rayTypes,
  check: (resource) =>
    rayClustersOf(resource).flatMap(({ head, partial }) => {
      const own = head.at("resources.CPU");
      const cpus = own.state === "absent" ? head.at("rayStartParams.num-cpus") : own;
      return demand(cpus.oneOf(["0"], partial), cpus, message);
    }),
});
