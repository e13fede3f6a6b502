import { rule } from "../../../../policypack/rules/kubernetes/host-ipc";
import type { ResourceExamples } from "../../examples";
import { deployment, patch } from "../../pods";

export const examples: ResourceExamples = {
  rule,
  type: "kubernetes:apps/v1:DaemonSet",
  compliant: deployment({}, { hostIPC: false }),
  alsoCompliant: { "Kubernetes' default": { inputs: deployment({}) } },
  violations: {
    "the namespace of the node": (inputs) => {
      inputs.spec.template.spec.hostIPC = true;
    },
  },
  alsoViolating: {
    "a patch": patch({}, { hostIPC: true }),
  },
  notApplicable: "kubernetes:core/v1:Service",
};
