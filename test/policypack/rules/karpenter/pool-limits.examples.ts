import { rule } from "../../../../policypack/rules/karpenter/pool-limits";
import type { ResourceExamples } from "../../examples";
import { gpus, nodePool } from "../../karpenter";

export const examples: ResourceExamples = {
  rule,
  type: "kubernetes:karpenter.sh/v1:NodePool",
  compliant: nodePool(gpus, { limits: { cpu: 512, memory: "2Ti", "nvidia.com/gpu": 32 } }),
  alsoCompliant: {
    "a limit on GPUs alone": { inputs: nodePool(gpus, { limits: { "nvidia.com/gpu": 32 } }) },
    "a patch that says nothing of it": {
      type: "kubernetes:karpenter.sh/v1:NodePoolPatch",
      inputs: { spec: { weight: 10 } },
    },
  },
  violations: {
    "no limits": (inputs) => {
      delete inputs.spec.limits;
    },
    "limits on nothing": (inputs) => {
      inputs.spec.limits = {};
    },
  },
  alsoViolating: {
    "a patch that takes them away": {
      type: "kubernetes:karpenter.sh/v1:NodePoolPatch",
      inputs: { spec: { limits: {} } },
    },
    "an old API": { type: "kubernetes:karpenter.sh/v1beta1:NodePool", inputs: nodePool(gpus) },
  },
  notApplicable: "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass",
};
