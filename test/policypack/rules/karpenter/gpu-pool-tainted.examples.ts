import { rule } from "../../../../policypack/rules/karpenter/gpu-pool-tainted";
import type { ResourceExamples } from "../../examples";
import { decidedWithoutGpus, gpuPools, gpus, nodePool, withoutGpus } from "../../karpenter";

const taints = [{ key: "nvidia.com/gpu", effect: "NoSchedule" }];

export const examples: ResourceExamples = {
  rule,
  type: "kubernetes:karpenter.sh/v1:NodePool",
  compliant: nodePool(gpus, {}, { taints }),
  alsoCompliant: {
    "a taint that also ends pods": {
      inputs: nodePool(gpus, {}, { taints: [{ key: "nvidia.com/gpu", effect: "NoExecute" }] }),
    },
    "a patch that says nothing of it": {
      type: "kubernetes:karpenter.sh/v1:NodePoolPatch",
      inputs: nodePool(gpus),
    },
    ...Object.fromEntries(
      Object.entries(withoutGpus).map(([what, requirement]) => [
        what,
        { inputs: nodePool(requirement, { limits: { cpu: 100 } }) },
      ]),
    ),
  },
  violations: {
    "no taint": (inputs) => {
      delete inputs.spec.template.spec.taints;
    },
    "a taint that pods only would rather avoid": (inputs) => {
      inputs.spec.template.spec.taints[0].effect = "PreferNoSchedule";
    },
    "a taint without an effect": (inputs) => {
      delete inputs.spec.template.spec.taints[0].effect;
    },
  },
  alsoViolating: {
    ...gpuPools({}),
    "a patch": {
      type: "kubernetes:karpenter.sh/v1:NodePoolPatch",
      inputs: nodePool(gpus, {}, { taints: [] }),
    },
  },
  decidedWithout: decidedWithoutGpus("spec.template.spec.taints"),
  notApplicable: "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass",
};
