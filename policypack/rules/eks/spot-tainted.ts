import { demand } from "../../lib/finding";
import { isSpot, isTainted, managedNodeGroups } from "../../lib/node-pool";
import { resourceRule } from "../../lib/rule";
import { any, not } from "../../lib/truth";

const message =
  "must hold a taint with the effect `NO_SCHEDULE`: pods that cannot bear an interruption would be placed on spot nodes.";

export const rule = resourceRule({
  name: "eks-spot-tainted",
  title: "Spot pools take only pods that can bear an interruption",
  description:
    "AWS takes a spot node back with two minutes' notice. A taint makes each workload say that it can live with that.",
  severity: "medium",
  level: "mandatory",
  requirements: [],
  peers: [],
  url: "https://docs.aws.amazon.com/eks/latest/userguide/node-taints-managed-node-groups.html",
  remediation:
    'Add a taint as `{ key: "spot", value: "true", effect: "NO_SCHEDULE" }`, and let the pods that may be interrupted tolerate it.',
  types: managedNodeGroups,
  check: ({ properties }) => {
    const spot = isSpot(properties);
    if (spot === false) return [];
    return demand(any(not(spot), isTainted(properties)), properties.at("taints"), message);
  },
});
