import { demand } from "../../lib/finding";
import { rayJobTypes, rayJobsOf } from "../../lib/ray";
import { resourceRule } from "../../lib/rule";
import { any } from "../../lib/truth";

const message =
  "must be `true`: the nodes of the job's cluster are paid for until somebody deletes it otherwise.";

export const rule = resourceRule({
  name: "ray-job-shutdown",
  title: "The cluster of a Ray job ends with the job",
  description:
    "KubeRay keeps the cluster of a job that has ended, with its GPUs, unless the job says otherwise. A job that runs on a cluster that it selects has none of its own to end.",
  severity: "medium",
  level: "advisory",
  requirements: [],
  peers: [],
  url: "https://docs.ray.io/en/latest/cluster/kubernetes/getting-started/rayjob-quick-start.html",
  remediation:
    "Set `shutdownAfterJobFinishes` to `true`, or a rule of `deletionStrategy` that deletes the cluster.",
  types: rayJobTypes,
  check: (resource) =>
    rayJobsOf(resource).flatMap(({ job, partial }) => {
      const shutdown = job.at("shutdownAfterJobFinishes");
      const ends = shutdown.is(true, partial);
      if (ends === true) return [];
      const deleted = job
        .at("deletionStrategy.deletionRules")
        .some((each) => each.at("policy").oneOf(["DeleteCluster", "DeleteSelf"], false));
      return demand(any(ends, deleted, job.at("clusterSelector").given()), shutdown, message);
    }),
});
