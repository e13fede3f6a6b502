import { rule } from "../../../../policypack/rules/ray/workers-bounded";
import type { ResourceExamples } from "../../examples";
import { onAnother, rayCluster, rayKinds } from "../../ray";

const workerGroupSpecs = [{ groupName: "gpu", minReplicas: 0, maxReplicas: 100 }];

export const examples: ResourceExamples = {
  rule,
  type: "kubernetes:ray.io/v1:RayCluster",
  compliant: rayCluster({}, { workerGroupSpecs }),
  alsoCompliant: {
    "no workers": { inputs: rayCluster({}) },
    "the maximum of the setting": {
      inputs: rayCluster({}, { workerGroupSpecs: [{ groupName: "cpu", maxReplicas: 500 }] }),
      settings: { maximum: 500 },
    },
    "a job on a cluster that it selects": onAnother,
  },
  violations: {
    "one worker more": (inputs) => {
      inputs.spec.workerGroupSpecs[0].maxReplicas = 101;
    },
    "KubeRay's default": (inputs) => {
      delete inputs.spec.workerGroupSpecs[0].maxReplicas;
    },
    "a second group": (inputs) => {
      inputs.spec.workerGroupSpecs.push({ groupName: "cpu", maxReplicas: 10000 });
    },
  },
  alsoViolating: rayKinds(rayCluster({}, { workerGroupSpecs: [{ groupName: "cpu", maxReplicas: 101 }] })),
  notApplicable: "kubernetes:core/v1:Pod",
};
