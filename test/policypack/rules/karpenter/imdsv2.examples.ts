import { rule } from "../../../../policypack/rules/karpenter/imdsv2";
import type { ResourceExamples } from "../../examples";
import { nodeClass } from "../../karpenter";

export const examples: ResourceExamples = {
  rule,
  type: "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass",
  compliant: nodeClass({ metadataOptions: { httpTokens: "required" } }),
  alsoCompliant: {
    "Karpenter's default": { inputs: nodeClass({ metadataOptions: {} }) },
  },
  violations: {
    "a token that may be left out": (inputs) => {
      inputs.spec.metadataOptions.httpTokens = "optional";
    },
  },
  alsoViolating: {
    "an old API": {
      type: "kubernetes:karpenter.k8s.aws/v1beta1:EC2NodeClass",
      inputs: nodeClass({ metadataOptions: { httpTokens: "optional" } }),
    },
    "a patch": {
      type: "kubernetes:karpenter.k8s.aws/v1:EC2NodeClassPatch",
      inputs: { spec: { metadataOptions: { httpTokens: "optional" } } },
    },
  },
  notApplicable: "kubernetes:karpenter.sh/v1:NodePool",
};
