import { rule } from "../../../../policypack/rules/ray/gpu-tolerations";
import type { ResourceExamples } from "../../examples";
import { onAnother, rayCluster, rayKinds, workers } from "../../ray";

const gpus = { limits: { cpu: 8, "nvidia.com/gpu": 1 } };
const none = { limits: { cpu: 8 } };
const ofGpus = { key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" };

export const examples: ResourceExamples = {
  rule,
  type: "kubernetes:ray.io/v1:RayCluster",
  compliant: rayCluster(workers(none), { workerGroupSpecs: [workers(gpus, [ofGpus])] }),
  alsoCompliant: {
    "a toleration of something else": {
      inputs: rayCluster(workers(none, [{ key: "spot", operator: "Exists" }])),
    },
    "a toleration without a key, which is of nothing": {
      inputs: rayCluster(workers(none, [{ operator: "Equal" }])),
    },
    "a toleration of everything": { inputs: rayCluster(workers(gpus, [{ operator: "Exists" }])) },
    "a toleration beside another": { inputs: rayCluster(workers(gpus, [{ key: "spot" }, ofGpus])) },
    "a job on a cluster that it selects": onAnother,
  },
  violations: {
    "GPUs without a toleration": (inputs) => {
      delete inputs.spec.workerGroupSpecs[0].template.spec.tolerations;
    },
    "a toleration without GPUs": (inputs) => {
      inputs.spec.workerGroupSpecs.push(workers(none, [ofGpus]));
    },
    "a head that tolerates everything": (inputs) => {
      inputs.spec.headGroupSpec = workers(none, [{ operator: "Exists" }]);
    },
    "GPUs and a toleration that says nothing": (inputs) => {
      inputs.spec.workerGroupSpecs[0].template.spec.tolerations = [{}];
    },
  },
  alsoViolating: rayKinds(rayCluster({}, { workerGroupSpecs: [workers(gpus)] })),
  decidedWithout: Object.fromEntries(
    ["tolerations[0]", "tolerations[0].key"].map((path) => [
      `a toleration beside another: spec.headGroupSpec.template.spec.${path}`,
      "the other one is for GPUs",
    ]),
  ),
  notApplicable: "kubernetes:core/v1:Pod",
};
