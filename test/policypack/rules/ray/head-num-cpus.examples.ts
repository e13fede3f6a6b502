import { rule } from "../../../../policypack/rules/ray/head-num-cpus";
import type { ResourceExamples } from "../../examples";
import { onAnother, rayCluster, rayKinds } from "../../ray";

const busy = rayCluster({ rayStartParams: { "num-cpus": "4" } });

export const examples: ResourceExamples = {
  rule,
  type: "kubernetes:ray.io/v1:RayCluster",
  compliant: rayCluster({ rayStartParams: { "num-cpus": "0" } }),
  alsoCompliant: {
    "the resources of the group win": {
      inputs: rayCluster({ resources: { CPU: "0" }, rayStartParams: { "num-cpus": "4" } }),
    },
    "a job on a cluster that it selects": onAnother,
    "a patch that says nothing of it": {
      type: "kubernetes:ray.io/v1:RayClusterPatch",
      inputs: rayCluster({ rayStartParams: {} }),
    },
  },
  violations: {
    "CPUs for tasks": (inputs) => {
      inputs.spec.headGroupSpec.rayStartParams["num-cpus"] = "4";
    },
    "KubeRay's default, which is all that the pod has": (inputs) => {
      inputs.spec.headGroupSpec.rayStartParams = {};
    },
    "the resources of the group win": (inputs) => {
      inputs.spec.headGroupSpec.resources = { CPU: "4" };
    },
  },
  alsoViolating: rayKinds(busy),
  notApplicable: "kubernetes:core/v1:Pod",
};
