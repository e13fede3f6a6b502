import { demand } from "../../lib/finding";
import { isSpot, managedNodeGroups } from "../../lib/node-pool";
import { resourceRule } from "../../lib/rule";
import { any, not } from "../../lib/truth";

export const rule = resourceRule({
  name: "eks-spot-diverse",
  title: "Spot pools draw on several instance types",
  description:
    "Spot capacity of one type runs dry, for types with GPUs most of all: the pool then stays empty, however large its limit. AWS advises to be flexible over ten types and more.",
  severity: "low",
  level: "advisory",
  requirements: [],
  peers: [],
  url: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-best-practices.html",
  remediation:
    "List more instance types of like size in `instanceTypes`, of several families and generations.",
  settings: {
    minimum: {
      type: "number",
      description: "The least number of instance types of a spot pool.",
      default: 2,
    },
  },
  types: managedNodeGroups,
  check: ({ properties }, { minimum }) => {
    const spot = isSpot(properties);
    if (spot === false) return [];
    const types = properties.at("instanceTypes");
    const enough = types.length((length) => length >= minimum, false);
    return demand(
      any(not(spot), enough),
      types,
      `must hold at least ${minimum} instance types: when the capacity of one runs out, the pool gets no nodes.`,
    );
  },
});
