import { rule } from "../../../../policypack/rules/kubernetes/read-only-root";
import type { ResourceExamples } from "../../examples";
import { deployment, patch } from "../../pods";

export const examples: ResourceExamples = {
  rule,
  type: "kubernetes:apps/v1:Deployment",
  compliant: deployment({ securityContext: { readOnlyRootFilesystem: true } }),
  alsoCompliant: { "a patch that says nothing of it": patch({ securityContext: {} }) },
  violations: {
    "a root that can be written to": (inputs) => {
      inputs.spec.template.spec.containers[0].securityContext.readOnlyRootFilesystem = false;
    },
    "Kubernetes' default": (inputs) => {
      delete inputs.spec.template.spec.containers[0].securityContext;
    },
  },
  alsoViolating: {
    "a patch": patch({ securityContext: { readOnlyRootFilesystem: false } }),
  },
  notApplicable: "kubernetes:core/v1:Service",
};
