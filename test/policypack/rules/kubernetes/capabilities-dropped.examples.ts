import { rule } from "../../../../policypack/rules/kubernetes/capabilities-dropped";
import type { ResourceExamples } from "../../examples";
import { deployment, patch } from "../../pods";

export const examples: ResourceExamples = {
  rule,
  type: "kubernetes:apps/v1:Deployment",
  compliant: deployment({ securityContext: { capabilities: { drop: ["ALL"] } } }),
  alsoCompliant: {
    "a patch that says nothing of it": patch({ securityContext: { capabilities: {} } }),
  },
  violations: {
    "only some": (inputs) => {
      inputs.spec.template.spec.containers[0].securityContext.capabilities.drop = ["NET_RAW", "CHOWN"];
    },
    none: (inputs) => {
      inputs.spec.template.spec.containers[0].securityContext.capabilities.drop = [];
    },
    "a name that is not there": (inputs) => {
      inputs.spec.template.spec.containers[0].securityContext.capabilities.drop = [null];
    },
    "no word of it": (inputs) => {
      delete inputs.spec.template.spec.containers[0].securityContext;
    },
  },
  alsoViolating: {
    "a patch": patch({ securityContext: { capabilities: { drop: ["NET_RAW"] } } }),
  },
  notApplicable: "kubernetes:core/v1:Service",
};
