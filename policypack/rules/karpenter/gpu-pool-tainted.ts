import { demand } from "../../lib/finding";
import { hasAccelerators, nodePoolTypes } from "../../lib/karpenter";
import { objectsOf } from "../../lib/kubernetes";
import { resourceRule } from "../../lib/rule";
import { any, not } from "../../lib/truth";

const message =
  "must hold one with the effect `NoSchedule` or `NoExecute`: any pod may start a node with GPUs otherwise.";

export const rule = resourceRule({
  name: "karpenter-gpu-pool-tainted",
  title: "Pools of GPUs are tainted",
  description:
    "Without a taint, pods that need no GPU are placed on nodes that have them, and keep them running when the last GPU is idle. A pool that mixes instances with and without GPUs is one of GPUs.",
  severity: "medium",
  level: "mandatory",
  requirements: [{ standard: "EKS best practices", version: "", id: "aiml-compute" }],
  peers: [],
  url: "https://karpenter.sh/docs/concepts/nodepools/#spectemplatespectaints",
  remediation:
    "Add a taint such as `nvidia.com/gpu` with the effect `NoSchedule` to `spec.template.spec.taints`, and put instances without GPUs into another pool.",
  types: nodePoolTypes,
  check: (resource) =>
    objectsOf(resource).flatMap(({ properties, partial }) => {
      const taints = properties.at("spec.template.spec.taints");
      const tainted = taints.some(
        (taint) => taint.at("effect").oneOf(["NoSchedule", "NoExecute"], false),
        partial,
      );
      if (tainted === true) return [];
      return demand(any(tainted, not(hasAccelerators(properties))), taints, message);
    }),
});
