import { rule } from "../../../../policypack/rules/kubernetes/host-network";
import type { ResourceExamples } from "../../examples";
import { deployment, patch } from "../../pods";

export const examples: ResourceExamples = {
  rule,
  type: "kubernetes:apps/v1:DaemonSet",
  compliant: deployment({}, { hostNetwork: false }),
  alsoCompliant: { "Kubernetes' default": { inputs: deployment({}) } },
  violations: {
    "the namespace of the node": (inputs) => {
      inputs.spec.template.spec.hostNetwork = true;
    },
  },
  alsoViolating: {
    "a patch": patch({}, { hostNetwork: true }),
  },
  notApplicable: "kubernetes:core/v1:Service",
};
