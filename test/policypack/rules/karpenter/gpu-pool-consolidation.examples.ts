import { rule } from "../../../../policypack/rules/karpenter/gpu-pool-consolidation";
import type { ResourceExamples } from "../../examples";
import { decidedWithoutGpus, gpuPools, gpus, nodePool, withoutGpus } from "../../karpenter";

const busy = { disruption: { consolidationPolicy: "WhenEmptyOrUnderutilized" } };

export const examples: ResourceExamples = {
  rule,
  type: "kubernetes:karpenter.sh/v1:NodePool",
  compliant: nodePool(gpus, { disruption: { consolidationPolicy: "WhenEmpty", consolidateAfter: "5m" } }),
  alsoCompliant: {
    "a patch that says nothing of it": {
      type: "kubernetes:karpenter.sh/v1:NodePoolPatch",
      inputs: nodePool(gpus, { disruption: {} }),
    },
    ...Object.fromEntries(
      Object.entries(withoutGpus).map(([what, requirement]) => [
        what,
        { inputs: nodePool(requirement, { ...busy, limits: { cpu: 100 } }) },
      ]),
    ),
  },
  violations: {
    "Karpenter's default": (inputs) => {
      delete inputs.spec.disruption;
    },
    "busy nodes too": (inputs) => {
      inputs.spec.disruption.consolidationPolicy = "WhenEmptyOrUnderutilized";
    },
    "busy nodes where it saves much": (inputs) => {
      inputs.spec.disruption.consolidationPolicy = "Balanced";
    },
  },
  alsoViolating: {
    ...gpuPools(busy),
    "a patch": { type: "kubernetes:karpenter.sh/v1:NodePoolPatch", inputs: nodePool(gpus, busy) },
  },
  decidedWithout: decidedWithoutGpus("spec.disruption", "spec.disruption.consolidationPolicy"),
  notApplicable: "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass",
};
