import { demand } from "../../lib/finding";
import { nodePoolTypes } from "../../lib/karpenter";
import { objectsOf } from "../../lib/kubernetes";
import { resourceRule } from "../../lib/rule";
import { any } from "../../lib/truth";

const message = "must name a resource: the pool grows with whatever is pending otherwise.";

export const rule = resourceRule({
  name: "karpenter-pool-limits",
  title: "Every pool of Karpenter has a limit",
  description:
    "Karpenter adds nodes as long as pods are pending, so that a loop which makes pods also makes the bill. A limit on CPU, memory or GPUs ends it.",
  severity: "medium",
  level: "mandatory",
  requirements: [{ standard: "NIST 800-53", version: "r5", id: "SC-6" }],
  peers: [],
  url: "https://karpenter.sh/docs/concepts/nodepools/#speclimits",
  remediation: "Set `spec.limits.cpu` and `spec.limits.memory`; in a pool of GPUs also `nvidia.com/gpu`.",
  types: nodePoolTypes,
  check: (resource) =>
    objectsOf(resource).flatMap(({ properties, partial }) => {
      const limits = properties.at("spec.limits");
      if (partial && limits.state === "absent") return [];
      const named = limits.entries().map(([, limit]) => limit.given());
      return demand(any(...named), limits, message);
    }),
});
