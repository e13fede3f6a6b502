import { rule } from "../../../../policypack/rules/ray/gpu-limits";
import type { ResourceExamples } from "../../examples";
import { onAnother, rayCluster, rayKinds, workers } from "../../ray";

const gpus = { cpu: 8, "nvidia.com/gpu": 1 };
const both = { requests: gpus, limits: gpus };
const none = { limits: { cpu: 8 } };
const offered = workers({ limits: { cpu: 8 }, requests: {} }, [], { rayStartParams: { "num-gpus": "1" } });

export const examples: ResourceExamples = {
  rule,
  type: "kubernetes:ray.io/v1:RayCluster",
  compliant: rayCluster({}, { workerGroupSpecs: [workers(both)] }),
  alsoCompliant: {
    "no GPUs": { inputs: rayCluster(workers({ ...none, requests: { cpu: 8 } }, [], { rayStartParams: {} })) },
    "GPUs that are said to be none": {
      inputs: rayCluster(
        workers({ ...none, requests: { cpu: 8 } }, [], { rayStartParams: { "num-gpus": "0" } }),
      ),
    },
    "a number of GPUs beside the limit": {
      inputs: rayCluster(workers({ limits: gpus }, [], { rayStartParams: { "num-gpus": "1" } })),
    },
    "a job on a cluster that it selects": onAnother,
    "a patch of the head's service": {
      type: "kubernetes:ray.io/v1:RayClusterPatch",
      inputs: rayCluster({ serviceType: "ClusterIP", rayStartParams: { "num-gpus": "1" } }),
    },
  },
  violations: {
    "GPUs that are offered only": (inputs) => {
      inputs.spec.workerGroupSpecs[0] = offered;
    },
    "GPUs that are requested only": (inputs) => {
      inputs.spec.workerGroupSpecs[0] = workers({ requests: { "nvidia.com/gpu": 1 } });
    },
    "a second group": (inputs) => {
      inputs.spec.workerGroupSpecs.push(offered);
    },
    "a head that offers GPUs": (inputs) => {
      inputs.spec.headGroupSpec = offered;
    },
  },
  alsoViolating: rayKinds(rayCluster({}, { workerGroupSpecs: [offered] })),
  decidedWithout: Object.fromEntries(
    ["no GPUs", "GPUs that are said to be none"].map((what) => [
      `${what}: spec.headGroupSpec.template.spec.containers[0].resources.limits`,
      "the group offers no GPUs",
    ]),
  ),
  notApplicable: "kubernetes:core/v1:Pod",
};
