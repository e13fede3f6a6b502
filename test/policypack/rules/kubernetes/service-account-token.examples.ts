import { rule } from "../../../../policypack/rules/kubernetes/service-account-token";
import type { ResourceExamples } from "../../examples";
import { deployment, patch } from "../../pods";

export const examples: ResourceExamples = {
  rule,
  type: "kubernetes:apps/v1:Deployment",
  compliant: deployment({}, { automountServiceAccountToken: false }),
  alsoCompliant: {
    "a token that is asked for": {
      inputs: deployment({}, { automountServiceAccountToken: true, serviceAccountName: "scaler" }),
    },
    "a patch that says nothing of it": patch({}),
    "a patch that leaves the account as it is": patch({}, { automountServiceAccountToken: true }),
  },
  violations: {
    "Kubernetes' default": (inputs) => {
      delete inputs.spec.template.spec.automountServiceAccountToken;
    },
    "Kubernetes' default, with an account": (inputs) => {
      delete inputs.spec.template.spec.automountServiceAccountToken;
      inputs.spec.template.spec.serviceAccountName = "scaler";
    },
    "a token of nobody in particular": (inputs) => {
      inputs.spec.template.spec.automountServiceAccountToken = true;
    },
    "a token of the default account": (inputs) => {
      inputs.spec.template.spec.automountServiceAccountToken = true;
      inputs.spec.template.spec.serviceAccountName = "default";
    },
    "a token of an account without a name": (inputs) => {
      inputs.spec.template.spec.automountServiceAccountToken = true;
      inputs.spec.template.spec.serviceAccountName = "";
    },
  },
  notApplicable: "kubernetes:core/v1:Service",
};
