import { rule } from "../../../../policypack/rules/kubernetes/privilege-escalation";
import type { ResourceExamples } from "../../examples";
import { deployment, patch } from "../../pods";

export const examples: ResourceExamples = {
  rule,
  type: "kubernetes:apps/v1:Deployment",
  compliant: deployment({ securityContext: { allowPrivilegeEscalation: false } }),
  alsoCompliant: { "a patch that says nothing of it": patch({ securityContext: {} }) },
  violations: {
    "escalation allowed": (inputs) => {
      inputs.spec.template.spec.containers[0].securityContext.allowPrivilegeEscalation = true;
    },
    "Kubernetes' default, which allows it": (inputs) => {
      delete inputs.spec.template.spec.containers[0].securityContext;
    },
  },
  alsoViolating: {
    "a patch": patch({ securityContext: { allowPrivilegeEscalation: true } }),
  },
  notApplicable: "kubernetes:core/v1:Service",
};
