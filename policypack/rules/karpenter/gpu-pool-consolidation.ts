import { demand } from "../../lib/finding";
import { hasAccelerators, nodePoolTypes } from "../../lib/karpenter";
import { objectsOf } from "../../lib/kubernetes";
import { resourceRule } from "../../lib/rule";
import { any, not } from "../../lib/truth";

const message = "must be `WhenEmpty`: Karpenter ends busy nodes to save money otherwise.";

export const rule = resourceRule({
  name: "karpenter-gpu-pool-consolidation",
  title: "Pools of GPUs are consolidated only when a node is empty",
  description:
    "By default Karpenter moves pods off nodes that are not full. A training run loses its work by it, and a model server the minutes that it takes to load its weights.",
  severity: "medium",
  level: "mandatory",
  requirements: [],
  peers: [],
  url: "https://karpenter.sh/docs/concepts/disruption/#consolidation",
  remediation: "Set `spec.disruption.consolidationPolicy` to `WhenEmpty`.",
  types: nodePoolTypes,
  check: (resource) =>
    objectsOf(resource).flatMap(({ properties, partial }) => {
      const policy = properties.at("spec.disruption.consolidationPolicy");
      const whenEmpty = policy.oneOf(["WhenEmpty"], partial);
      if (whenEmpty === true) return [];
      return demand(any(whenEmpty, not(hasAccelerators(properties))), policy, message);
    }),
});
