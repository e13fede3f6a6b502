import { rule } from "../../../../policypack/rules/kubernetes/seccomp-profile";
import type { ResourceExamples } from "../../examples";
import { deployment, patch } from "../../pods";

function profile(type: string): { securityContext: { seccompProfile: { type: string } } } {
  return { securityContext: { seccompProfile: { type } } };
}

export const examples: ResourceExamples = {
  rule,
  type: "kubernetes:apps/v1:Deployment",
  compliant: deployment({}, profile("RuntimeDefault")),
  alsoCompliant: {
    "a profile of the node": { inputs: deployment({}, profile("Localhost")) },
    "the container's wins": { inputs: deployment(profile("RuntimeDefault"), profile("Unconfined")) },
    "a patch that says nothing of it": patch({}, { securityContext: { seccompProfile: {} } }),
  },
  violations: {
    "no profile, which is Kubernetes' default": (inputs) => {
      delete inputs.spec.template.spec.securityContext;
    },
    "every call allowed": (inputs) => {
      inputs.spec.template.spec.securityContext.seccompProfile.type = "Unconfined";
    },
    "the container allows it against its pod": (inputs) => {
      Object.assign(inputs.spec.template.spec.containers[0], profile("Unconfined"));
    },
  },
  alsoViolating: {
    "a patch": patch({}, profile("Unconfined")),
  },
  notApplicable: "kubernetes:core/v1:Service",
};
