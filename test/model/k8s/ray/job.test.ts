import assert from "node:assert/strict";
import { RaySettings } from "../../../../model/config/services/ray";
import { rayJob } from "../../../../model/k8s/ray/job";
import { planRay } from "../../../../model/k8s/ray/plan";

describe("model/k8s/ray/job", () => {
  const plan = planRay(RaySettings.parse({}));
  const job = rayJob({ name: "train", entrypoint: "python train.py", plan });

  it("takes its cluster away when it ends, after a look at the dashboard", () => {
    assert.equal(job.spec.shutdownAfterJobFinishes, true);
    assert.equal(job.spec.ttlSecondsAfterFinished, 300);
    assert.equal(job.spec.activeDeadlineSeconds, 14_400);
    assert.equal(job.spec.backoffLimit, 2);
  });

  // KubeRay counts the time of each try anew, and tries no more after one that took too long.
  it("gives each try the whole time, however many there may be", () => {
    const { spec } = rayJob({ name: "train", entrypoint: "true", plan, retries: 5, timeoutSeconds: 600 });
    assert.deepEqual([spec.backoffLimit, spec.activeDeadlineSeconds], [5, 600]);
  });

  it("has a cluster that asks for a token and scales itself within bounds", () => {
    const { authOptions, autoscalerOptions, workerGroupSpecs } = job.spec.rayClusterSpec;
    assert.deepEqual(authOptions, { mode: "token" });
    assert.equal(autoscalerOptions.version, "v2");
    assert.deepEqual(
      workerGroupSpecs.map(({ maxReplicas }) => maxReplicas),
      [5, 4],
    );
  });

  // KubeRay refuses the first in the cluster of a job; the second would stay in Redis for nobody.
  it("has neither a way to upgrade its cluster nor a state that outlives it", () => {
    assert.ok(!("upgradeStrategy" in job.spec.rayClusterSpec));
    assert.ok(!("gcsFaultToleranceOptions" in job.spec.rayClusterSpec));
  });

  it("gives every process of the job its environment", () => {
    assert.ok(!("runtimeEnvYAML" in job.spec));
    const { spec } = rayJob({ name: "train", entrypoint: "true", plan, environment: { A: "it's: {b}" } });
    assert.deepEqual(JSON.parse(spec.runtimeEnvYAML ?? ""), { env_vars: { A: "it's: {b}" } });
  });
});
