import { rule } from "../../../../policypack/rules/ray/job-ttl";
import type { ResourceExamples } from "../../examples";

export const examples: ResourceExamples = {
  rule,
  type: "kubernetes:ray.io/v1:RayJob",
  compliant: { spec: { shutdownAfterJobFinishes: true, ttlSecondsAfterFinished: 3600 } },
  alsoCompliant: {
    "KubeRay's default, which is at once": { inputs: { spec: { shutdownAfterJobFinishes: true } } },
    "the maximum of the setting": {
      inputs: { spec: { ttlSecondsAfterFinished: 86400 } },
      settings: { maximum: 86400 },
    },
    "a RayCronJob": {
      type: "kubernetes:ray.io/v1:RayCronJob",
      inputs: { spec: { jobTemplate: { ttlSecondsAfterFinished: 60 } } },
    },
  },
  violations: {
    "a second more": (inputs) => {
      inputs.spec.ttlSecondsAfterFinished = 3601;
    },
  },
  alsoViolating: {
    "a RayCronJob": {
      type: "kubernetes:ray.io/v1:RayCronJob",
      inputs: { spec: { jobTemplate: { ttlSecondsAfterFinished: 604800 } } },
    },
    "a patch": {
      type: "kubernetes:ray.io/v1:RayJobPatch",
      inputs: { spec: { ttlSecondsAfterFinished: 604800 } },
    },
  },
  notApplicable: "kubernetes:ray.io/v1:RayService",
};
