import { rule } from "../../../../policypack/rules/ray/job-shutdown";
import type { ResourceExamples } from "../../examples";
import { onAnother } from "../../ray";

function rules(policy: string): { deletionStrategy: object } {
  const condition = { jobStatus: "SUCCEEDED", ttlSeconds: 600 };
  return { deletionStrategy: { deletionRules: [{ policy, condition }] } };
}

export const examples: ResourceExamples = {
  rule,
  type: "kubernetes:ray.io/v1:RayJob",
  compliant: { spec: { entrypoint: "python train.py", shutdownAfterJobFinishes: true } },
  alsoCompliant: {
    "a rule that deletes the cluster": { inputs: { spec: rules("DeleteCluster") } },
    "a rule that deletes the job with its cluster": { inputs: { spec: rules("DeleteSelf") } },
    "a job on a cluster that it selects": onAnother,
    "a RayCronJob": {
      type: "kubernetes:ray.io/v1:RayCronJob",
      inputs: { spec: { jobTemplate: { shutdownAfterJobFinishes: true } } },
    },
    "a patch that says nothing of it": {
      type: "kubernetes:ray.io/v1:RayJobPatch",
      inputs: { spec: { suspend: true } },
    },
  },
  violations: {
    "a cluster that stays": (inputs) => {
      inputs.spec.shutdownAfterJobFinishes = false;
    },
    "KubeRay's default": (inputs) => {
      delete inputs.spec.shutdownAfterJobFinishes;
    },
    "a rule that deletes the workers only": (inputs) => {
      inputs.spec = rules("DeleteWorkers");
    },
    "a rule that deletes nothing in particular": (inputs) => {
      inputs.spec = { deletionStrategy: { deletionRules: [{}] } };
    },
  },
  alsoViolating: {
    "a RayCronJob": {
      type: "kubernetes:ray.io/v1:RayCronJob",
      inputs: { spec: { shutdownAfterJobFinishes: true, jobTemplate: {} } },
    },
    "a patch": {
      type: "kubernetes:ray.io/v1:RayJobPatch",
      inputs: { spec: { shutdownAfterJobFinishes: false } },
    },
    "a list": {
      type: "kubernetes:ray.io/v1:RayJobList",
      inputs: { items: [{ spec: { entrypoint: "python train.py" } }] },
    },
  },
  decidedWithout: Object.fromEntries(
    [
      "a rule that deletes the cluster: spec.shutdownAfterJobFinishes",
      "a rule that deletes the job with its cluster: spec.shutdownAfterJobFinishes",
      "a job on a cluster that it selects: spec.shutdownAfterJobFinishes",
      "a job on a cluster that it selects: spec.deletionStrategy",
      "a job on a cluster that it selects: spec.deletionStrategy.deletionRules",
    ].map((path) => [path, "the cluster ends by another word, or is not the job's own"]),
  ),
  notApplicable: "kubernetes:ray.io/v1:RayService",
};
