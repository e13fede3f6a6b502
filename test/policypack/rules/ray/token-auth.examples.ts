import { rule } from "../../../../policypack/rules/ray/token-auth";
import type { ResourceExamples } from "../../examples";
import { onAnother, rayCluster, rayKinds } from "../../ray";

export const examples: ResourceExamples = {
  rule,
  type: "kubernetes:ray.io/v1:RayCluster",
  compliant: rayCluster({}, { authOptions: { mode: "token" } }),
  alsoCompliant: {
    "a job on a cluster that it selects": onAnother,
    "a patch that says nothing of it": {
      type: "kubernetes:ray.io/v1:RayClusterPatch",
      inputs: rayCluster({}, { authOptions: {} }),
    },
  },
  violations: {
    "no token": (inputs) => {
      inputs.spec.authOptions.mode = "disabled";
    },
    "Ray's default": (inputs) => {
      delete inputs.spec.authOptions;
    },
  },
  alsoViolating: rayKinds(rayCluster({}, { authOptions: { mode: "disabled" } })),
  notApplicable: "kubernetes:core/v1:Pod",
};
