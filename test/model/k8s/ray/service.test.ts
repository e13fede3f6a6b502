import assert from "node:assert/strict";
import { RaySettings } from "../../../../model/config/services/ray";
import { rayService, serveTraffic, serviceBudgets } from "../../../../model/k8s/ray/service";
import { planServices } from "../../../../model/k8s/ray/service-plan";
import type { RayServicePlan } from "../../../../model/k8s/ray/service-plan";

const application = {
  name: "digits",
  import_path: "serve_digits:application",
  runtime_env: { env_vars: { A: "it's: {b}" } },
  deployments: [{ name: "Digits", autoscaling_config: { min_replicas: 2, max_replicas: 4 } }],
};

function planOf(changes: object = {}, service: object = {}): RayServicePlan {
  const deployments = [{ ...application.deployments[0], ...changes }];
  const applications = [{ ...application, deployments }];
  const [plan] = planServices(RaySettings.parse({ services: { digits: { applications, ...service } } }));
  assert.ok(plan);
  return plan;
}

const asleep = { autoscaling_config: { min_replicas: 0, max_replicas: 1 } };

describe("model/k8s/ray/service", () => {
  const { metadata, spec } = rayService(planOf());
  const { headGroupSpec, workerGroupSpecs } = spec.rayClusterConfig;

  it("gives Serve its applications as the config has them, for every address and one port", () => {
    assert.deepEqual(JSON.parse(spec.serveConfigV2), {
      proxy_location: "EveryNode",
      http_options: { host: "0.0.0.0", port: 8000 },
      applications: [
        {
          ...application,
          route_prefix: "/",
          deployments: [{ ...application.deployments[0], ray_actor_options: { num_cpus: 1, num_gpus: 0 } }],
        },
      ],
    });
  });

  it("has the port by which KubeRay makes a Service for requests", () => {
    const [container] = headGroupSpec.template.spec.containers;
    assert.deepEqual(
      container?.ports.find(({ name }) => name === "serve"),
      { name: "serve", containerPort: 8000 },
    );
  });

  it("goes before work that can wait, head and workers", () => {
    const pods = [headGroupSpec, ...workerGroupSpecs].map(({ template }) => template);
    for (const pod of pods) {
      assert.equal(pod.spec.priorityClassName, "plinth-interactive");
      assert.deepEqual(pod.metadata.labels, { "plinth.dev/ray-service": "digits" });
      assert.equal(pod.metadata.annotations["cluster-autoscaler.kubernetes.io/safe-to-evict"], "false");
    }
  });

  it("asks for a token, scales itself within bounds and lets nothing run on the head", () => {
    assert.deepEqual(spec.rayClusterConfig.authOptions, { mode: "token" });
    assert.equal(spec.rayClusterConfig.autoscalerOptions.version, "v2");
    assert.equal(headGroupSpec.rayStartParams["num-cpus"], "0");
    assert.deepEqual(
      workerGroupSpecs.map(({ minReplicas, maxReplicas }) => [minReplicas, maxReplicas]),
      [[1, 2]],
    );
  });

  // With a name of the service's two clusters of an upgrade would write into one state.
  it("keeps the state of each of its clusters under the cluster's own id", () => {
    const { gcsFaultToleranceOptions: options } = spec.rayClusterConfig;
    assert.equal(options.redisAddress, "ray-redis:6379");
    assert.ok(!("externalStorageNamespace" in options));
    assert.ok(!("upgradeStrategy" in spec.rayClusterConfig));
  });

  it("moves requests to a new cluster once that answers, or not at all, and by no gateway of its own", () => {
    assert.deepEqual(spec.upgradeStrategy, { type: "NewCluster" });
    assert.equal(spec.rayClusterDeletionDelaySeconds, 60);
    assert.deepEqual(rayService(planOf({}, { upgrade: "None" })).spec.upgradeStrategy, { type: "None" });
  });

  it("lets no request onto the head, but where it alone may be there", () => {
    assert.equal(spec.excludeHeadPodFromServeSvc, true);
    assert.equal(rayService(planOf(asleep)).spec.excludeHeadPodFromServeSvc, false);
  });

  it("is waited for until it answers", () => {
    assert.equal(metadata.annotations["pulumi.com/waitFor"], "condition=Ready");
  });

  it("ends a worker once nobody sends it requests any more, within its grace", () => {
    const pod = workerGroupSpecs[0]?.template.spec;
    const [, , command] = pod?.containers[0]?.lifecycle.preStop.exec.command ?? [];
    const pause = Number(/^sleep (\d+); ray stop$/.exec(command ?? "")?.[1]);
    assert.ok(pause > 0 && pause < (pod?.terminationGracePeriodSeconds ?? 0));
  });

  it("keeps drains from its head, and from all workers but one", () => {
    const of = (plan: RayServicePlan) =>
      Object.values(serviceBudgets(plan)).map((budget) => [budget.metadata.name, budget.spec.minAvailable]);
    assert.deepEqual(of(planOf()), [["digits-head", 1]]);
    assert.deepEqual(of(planOf({ autoscaling_config: { min_replicas: 6, max_replicas: 8 } })), [
      ["digits-head", 1],
      ["digits-worker", 2],
    ]);
  });

  it("lets our router in, and KubeRay at the head where it may be alone", () => {
    assert.deepEqual(serveTraffic([]), {});
    assert.deepEqual(Object.keys(serveTraffic([planOf()])), ["ray-serve"]);
    const traffic = serveTraffic([planOf(), planOf(asleep)]);
    assert.deepEqual(Object.keys(traffic), ["ray-serve", "ray-serve-head", "kuberay-operator-serve"]);
    const [rule] = traffic["ray-serve"]?.ingress ?? [];
    assert.deepEqual(rule?.ports, [{ protocol: "TCP", port: 8000 }]);
    assert.equal(rule.from.length, 1);
  });
});
