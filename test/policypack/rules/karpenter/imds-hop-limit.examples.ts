import { rule } from "../../../../policypack/rules/karpenter/imds-hop-limit";
import type { ResourceExamples } from "../../examples";
import { nodeClass } from "../../karpenter";

const old = "kubernetes:karpenter.k8s.aws/v1beta1:EC2NodeClass";

export const examples: ResourceExamples = {
  rule,
  type: "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass",
  compliant: nodeClass({ metadataOptions: { httpPutResponseHopLimit: 1 } }),
  alsoCompliant: {
    "Karpenter's default": { inputs: nodeClass({ metadataOptions: {} }) },
    "an old API": { type: old, inputs: nodeClass({ metadataOptions: { httpPutResponseHopLimit: 1 } }) },
    "a patch of an old API that says nothing of it": {
      type: `${old}Patch`,
      inputs: { spec: { metadataOptions: {} } },
    },
  },
  violations: {
    "one hop more": (inputs) => {
      inputs.spec.metadataOptions.httpPutResponseHopLimit = 2;
    },
  },
  alsoViolating: {
    "the default of an old API": { type: old, inputs: nodeClass({}) },
    "a patch": {
      type: "kubernetes:karpenter.k8s.aws/v1:EC2NodeClassPatch",
      inputs: { spec: { metadataOptions: { httpPutResponseHopLimit: 64 } } },
    },
  },
  notApplicable: "kubernetes:karpenter.sh/v1:NodePool",
};
