import { demand } from "../../lib/finding";
import { rayClustersOf, rayTypes } from "../../lib/ray";
import { resourceRule } from "../../lib/rule";

const message = "must not be above the rule's setting `maximum`: there is no bound where nothing is said.";

export const rule = resourceRule({
  name: "ray-workers-bounded",
  title: "Every group of Ray workers has a bound",
  description:
    "KubeRay takes 2147483647 for the largest number of workers where nothing is said, so that one job with many tasks fills every node that the account may have.",
  severity: "medium",
  level: "mandatory",
  requirements: [{ standard: "NIST 800-53", version: "r5", id: "SC-6" }],
  peers: [],
  url: "https://docs.ray.io/en/latest/cluster/kubernetes/user-guides/configuring-autoscaling.html",
  remediation: "Set `maxReplicas` in each of `workerGroupSpecs` to what the group may cost.",
  settings: {
    maximum: {
      type: "number",
      description: "The largest `maxReplicas` that a group may have.",
      default: 100,
    },
  },
  types: rayTypes,
  check: (resource, { maximum }) =>
    rayClustersOf(resource)
      .flatMap(({ workers }) => workers())
      .flatMap((group) => {
        const replicas = group.at("maxReplicas");
        return demand(
          replicas.number((count) => count <= maximum, false),
          replicas,
          message,
        );
      }),
});
