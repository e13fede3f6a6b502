import { demand } from "../../lib/finding";
import { rayJobTypes, rayJobsOf } from "../../lib/ray";
import { resourceRule } from "../../lib/rule";

const message =
  "must not be above the rule's setting `maximum`: the nodes of the cluster are paid for as long.";

export const rule = resourceRule({
  name: "ray-job-ttl",
  title: "The cluster of a Ray job does not outlive it for long",
  description:
    "The time between the end of a job and that of its cluster is for a look at the dashboard; the GPUs are paid for meanwhile.",
  severity: "low",
  level: "advisory",
  requirements: [],
  peers: [],
  url: "https://docs.ray.io/en/latest/cluster/kubernetes/getting-started/rayjob-quick-start.html",
  remediation: "Lower `ttlSecondsAfterFinished`, and send the logs to a place that lasts.",
  settings: {
    maximum: {
      type: "number",
      description: "The largest `ttlSecondsAfterFinished` that a job may have.",
      default: 3600,
    },
  },
  types: rayJobTypes,
  check: (resource, { maximum }) =>
    rayJobsOf(resource).flatMap(({ job }) => {
      const ttl = job.at("ttlSecondsAfterFinished");
      return demand(
        ttl.number((seconds) => seconds <= maximum, true),
        ttl,
        message,
      );
    }),
});
