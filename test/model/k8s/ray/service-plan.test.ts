import assert from "node:assert/strict";
import { RaySettings } from "../../../../model/config/services/ray";
import { rayImages } from "../../../../model/fleet/chart-versions";
import { planServices, servedGpus, workersAtMost } from "../../../../model/k8s/ray/service-plan";
import type { RayServicePlan } from "../../../../model/k8s/ray/service-plan";

/** Deployments of one application. */
function planned(deployments: readonly object[], service: object = {}, ray: object = {}): RayServicePlan {
  const applications = [{ name: "a", import_path: "a:b", deployments }];
  const [plan] = planServices(
    RaySettings.parse({ ...ray, services: { digits: { applications, ...service } } }),
  );
  assert.ok(plan);
  return plan;
}

const boundsOf = ({ cluster }: RayServicePlan) =>
  cluster.groups.map(({ name, min, max }) => [name, min, max] as const);

const between = (min: number, max: number) => ({
  autoscaling_config: { min_replicas: min, max_replicas: max },
});

describe("model/k8s/ray/service-plan", () => {
  it("has the workers that its replicas need, and no other kind", () => {
    const small = { name: "A", ...between(1, 8) };
    const gpu = { name: "B", ...between(2, 3), ray_actor_options: { num_gpus: 1 } };
    assert.deepEqual(boundsOf(planned([small])), [["cpu", 1, 4]]);
    assert.deepEqual(boundsOf(planned([gpu])), [["gpu", 2, 3]]);
    assert.deepEqual(boundsOf(planned([small, gpu])), [
      ["cpu", 1, 4],
      ["gpu", 2, 3],
    ]);
  });

  it("shares a worker between parts of it, however many they are", () => {
    const tenth = { name: "A", num_replicas: 21, ray_actor_options: { num_cpus: 0.1 } };
    assert.deepEqual(boundsOf(planned([tenth])), [["cpu", 2, 2]]);
    const third = { name: "A", num_replicas: 4, ray_actor_options: { num_cpus: 0.1, num_gpus: 0.3 } };
    assert.deepEqual(boundsOf(planned([third])), [["gpu", 2, 2]]);
  });

  it("begins with workers that are packed, and may have some of each deployment's own", () => {
    const halves = [
      { name: "A", num_replicas: 1 },
      { name: "B", num_replicas: 1 },
    ];
    assert.deepEqual(boundsOf(planned(halves)), [["cpu", 1, 2]]);
    assert.deepEqual(boundsOf(planned(halves, { maxWorkers: 5 })), [["cpu", 1, 5]]);
  });

  it("has sizes and images of its own, or else those of the platform's cluster", () => {
    const gpu = { name: "A", ray_actor_options: { num_gpus: 2 } };
    const ray = { image: "example.org/ray:1", headCpus: 4, gpusPerWorker: 4 };
    const { cluster } = planned([gpu], { headMemoryGiB: 16 }, ray);
    assert.deepEqual(cluster.head, { cpus: 4, memoryGiB: 16, gpus: 0 });
    assert.equal(cluster.groups[0]?.size.gpus, 4);
    assert.equal(cluster.groups[0].image, "example.org/ray:1");
    const own = planned([gpu], { image: "example.org/digits:1", gpusPerWorker: 2 }, ray).cluster;
    assert.deepEqual([own.image, own.groups[0]?.image], Array(2).fill("example.org/digits:1"));
    assert.deepEqual(planned([{ name: "A" }]).cluster.image, rayImages.cpu);
  });

  it("sleeps where no deployment has a replica at all times", () => {
    assert.equal(planned([{ name: "A", ...between(0, 2) }]).sleeps, true);
    assert.equal(planned([{ name: "A", ...between(0, 2) }, { name: "B" }]).sleeps, false);
  });

  it("reckons with a second cluster where an upgrade makes one", () => {
    const deployment = { name: "A", ...between(1, 4), ray_actor_options: { num_gpus: 1 } };
    const most = (plan: RayServicePlan) => plan.cluster.groups.map((group) => workersAtMost(plan, group));
    const [two, one] = [planned([deployment]), planned([deployment], { upgrade: "None" })];
    assert.deepEqual([most(two), most(one)], [[5], [4]]);
    assert.equal(servedGpus([two, one]), 9);
    const asleep = planned([{ ...deployment, ...between(0, 4) }]);
    assert.deepEqual(most(asleep), [5]);
  });
});
