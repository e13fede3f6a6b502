import { rule } from "../../../../policypack/rules/kubernetes/capabilities-added";
import type { ResourceExamples } from "../../examples";
import { deployment, patch } from "../../pods";

export const examples: ResourceExamples = {
  rule,
  type: "kubernetes:apps/v1:Deployment",
  compliant: deployment({ securityContext: { capabilities: { add: ["NET_BIND_SERVICE"] } } }),
  alsoCompliant: {
    none: { inputs: deployment({ securityContext: { capabilities: {} } }) },
    "one that the setting allows": {
      inputs: deployment({ securityContext: { capabilities: { add: ["IPC_LOCK"] } } }),
      settings: { allowed: ["NET_BIND_SERVICE", "IPC_LOCK"] },
    },
  },
  violations: {
    "a capability of root": (inputs) => {
      inputs.spec.template.spec.containers[0].securityContext.capabilities.add = ["SYS_ADMIN"];
    },
    "one beside another": (inputs) => {
      inputs.spec.template.spec.containers[0].securityContext.capabilities.add.push("NET_ADMIN");
    },
    "a name that is not there": (inputs) => {
      inputs.spec.template.spec.containers[0].securityContext.capabilities.add = [null];
    },
  },
  alsoViolating: {
    "a patch": patch({ securityContext: { capabilities: { add: ["ALL"] } } }),
  },
  notApplicable: "kubernetes:core/v1:Service",
};
