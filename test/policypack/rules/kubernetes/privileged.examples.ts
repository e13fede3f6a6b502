import { rule } from "../../../../policypack/rules/kubernetes/privileged";
import type { ResourceExamples } from "../../examples";
import { deployment, lastingKinds, otherKinds, patch, pod } from "../../pods";

const privileged = pod({ securityContext: { privileged: true } });
const harmless = pod({ securityContext: {} });

export const examples: ResourceExamples = {
  rule,
  type: "kubernetes:apps/v1:Deployment",
  compliant: deployment({ securityContext: { privileged: false } }),
  alsoCompliant: {
    "no word of it, which is the default": { inputs: deployment({ securityContext: {} }) },
    "a patch that says nothing of it": patch({ securityContext: {} }),
    "no template": { inputs: { spec: { replicas: 0 } } },
    "a pod without a template": { type: "kubernetes:core/v1:Pod", inputs: harmless },
    "a job on a Ray cluster that it selects": {
      type: "kubernetes:ray.io/v1:RayJob",
      inputs: { spec: { clusterSelector: { team: "search" } } },
    },
    ...Object.fromEntries(
      Object.entries(otherKinds(harmless, harmless)).map(([kind, each]) => [`harmless: ${kind}`, each]),
    ),
  },
  violations: {
    "a privileged container": (inputs) => {
      inputs.spec.template.spec.containers[0].securityContext.privileged = true;
    },
    "a privileged container after another": (inputs) => {
      inputs.spec.template.spec.containers.push({ name: "side", securityContext: { privileged: true } });
    },
    "an init container": (inputs) => {
      inputs.spec.template.spec.initContainers = [{ name: "init", securityContext: { privileged: true } }];
    },
    "an ephemeral container": (inputs) => {
      inputs.spec.template.spec.ephemeralContainers = [
        { name: "debug", securityContext: { privileged: true } },
      ];
    },
  },
  alsoViolating: {
    "a patch": patch({ securityContext: { privileged: true } }),
    ...lastingKinds(privileged),
    ...otherKinds(privileged, harmless),
  },
  notApplicable: "kubernetes:batch.volcano.sh/v1alpha1:Job",
};
