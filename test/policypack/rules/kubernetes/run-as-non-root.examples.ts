import { rule } from "../../../../policypack/rules/kubernetes/run-as-non-root";
import type { ResourceExamples } from "../../examples";
import { deployment, patch } from "../../pods";

const nonRoot = { securityContext: { runAsNonRoot: true } };
const root = { securityContext: { runAsUser: 0 } };
const user = { securityContext: { runAsUser: 1 } };

export const examples: ResourceExamples = {
  rule,
  type: "kubernetes:apps/v1:Deployment",
  compliant: deployment({}, nonRoot),
  alsoCompliant: {
    "said by the container": { inputs: deployment(nonRoot) },
    "said by the container against its pod": {
      inputs: deployment(nonRoot, { securityContext: { runAsNonRoot: false } }),
    },
    "a user": { inputs: deployment({}, user) },
    "the container's user wins": { inputs: deployment(user, root) },
    "a patch that says nothing of it": patch({}, { securityContext: {} }),
  },
  violations: {
    "no word of it": (inputs) => {
      delete inputs.spec.template.spec.securityContext;
    },
    "root allowed": (inputs) => {
      inputs.spec.template.spec.securityContext.runAsNonRoot = false;
    },
    "the container allows it against its pod": (inputs) => {
      inputs.spec.template.spec.containers[0].securityContext = { runAsNonRoot: false };
    },
    "the user root": (inputs) => {
      inputs.spec.template.spec.securityContext.runAsUser = 0;
    },
    "the container's user root": (inputs) => {
      inputs.spec.template.spec.securityContext.runAsUser = 1000;
      inputs.spec.template.spec.containers[0].securityContext = { runAsUser: 0 };
    },
    "an init container": (inputs) => {
      inputs.spec.template.spec.initContainers = [{ name: "init", securityContext: { runAsUser: 0 } }];
    },
  },
  alsoViolating: {
    "a patch": patch(root),
  },
  notApplicable: "kubernetes:core/v1:Service",
};
