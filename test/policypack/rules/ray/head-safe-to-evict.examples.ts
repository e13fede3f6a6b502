import { rule } from "../../../../policypack/rules/ray/head-safe-to-evict";
import type { Inputs, ResourceExamples } from "../../examples";
import { onAnother, rayCluster, rayKinds } from "../../ray";

function head(annotations: Record<string, string>): Inputs {
  return { template: { metadata: { annotations } } };
}

const key = "cluster-autoscaler.kubernetes.io/safe-to-evict";

export const examples: ResourceExamples = {
  rule,
  type: "kubernetes:ray.io/v1:RayCluster",
  compliant: rayCluster(head({ [key]: "false" })),
  alsoCompliant: {
    "a job on a cluster that it selects": onAnother,
  },
  violations: {
    "a head that may be moved": (inputs) => {
      inputs.spec.headGroupSpec.template.metadata.annotations[key] = "true";
    },
    "the autoscaler's default": (inputs) => {
      inputs.spec.headGroupSpec.template.metadata.annotations = {};
    },
  },
  alsoViolating: rayKinds(rayCluster(head({ [key]: "true" }))),
  notApplicable: "kubernetes:core/v1:Pod",
};
