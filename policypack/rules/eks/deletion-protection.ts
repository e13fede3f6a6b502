import { demand } from "../../lib/finding";
import { resourceRule } from "../../lib/rule";

const message = "must be `true`: a replacement or a slip would take the cluster with all that runs on it.";

export const rule = resourceRule({
  name: "eks-deletion-protection",
  title: "The cluster is protected from deletion",
  description:
    "Some changes of a cluster replace it. With deletion protection AWS refuses, until somebody turns it off on purpose.",
  severity: "medium",
  level: "advisory",
  requirements: [],
  peers: [],
  url: "https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html",
  remediation:
    "Set `deletionProtection` to `true`; set it to `false` in an update of its own before a destroy.",
  types: ["aws:eks/cluster:Cluster", "eks:index:Cluster"],
  check: ({ properties }) => {
    const protection = properties.at("deletionProtection");
    return demand(protection.is(true, false), protection, message);
  },
});
