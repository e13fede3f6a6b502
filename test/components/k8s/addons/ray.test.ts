import assert from "node:assert/strict";
import { Services } from "../../../../components/k8s/services";
import type { AddonContext } from "../../../../components/k8s/addon";
import { conformant, onEks } from "../../../helpers/clusters";
import { eksConfig, kubernetesConfig } from "../../../helpers/configs";
import { Registrations } from "../../../helpers/registrations";

type Json = Readonly<Record<string, unknown>>;

/** As much of a pod as these tests look at. */
interface Pod {
  readonly automountServiceAccountToken: boolean;
  readonly securityContext: Json;
  readonly tolerations?: readonly Json[];
  readonly priorityClassName?: string;
  readonly containers: readonly {
    readonly image: string;
    readonly resources: { readonly requests: Json; readonly limits: Json };
    readonly securityContext: Json;
    readonly volumeMounts: readonly { readonly mountPath: string; readonly name: string }[];
  }[];
}
interface Group {
  readonly groupName: string;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly template: { readonly spec: Pod };
}
interface Cluster {
  readonly authOptions: Json;
  readonly autoscalerOptions: Json & { readonly volumeMounts: readonly { readonly mountPath: string }[] };
  readonly gcsFaultToleranceOptions: Json;
  readonly headGroupSpec: {
    readonly rayStartParams: Json;
    readonly template: { readonly metadata: { readonly annotations: Json }; readonly spec: Pod };
  };
  readonly workerGroupSpecs: readonly Group[];
}

describe("components/k8s/addons/ray", () => {
  const registered = new Registrations();

  async function build(keys: object = {}, cluster: AddonContext["cluster"] = conformant): Promise<Cluster> {
    await registered.start({ stack: "test", preview: true });
    new Services("platform", { config: kubernetesConfig({ recipes: ["ray"], ...keys }), cluster });
    await registered.settled();
    const { inputs } = registered.get("kubernetes:ray.io/v1:RayCluster", "platform-ray-cluster");
    return inputs["spec"] as Cluster;
  }

  const named = (groups: readonly Group[]) =>
    groups.map(({ groupName, minReplicas, maxReplicas }) => [groupName, minReplicas, maxReplicas]);

  it("scales itself within bounds, by the second autoscaler", async () => {
    const { autoscalerOptions, workerGroupSpecs } = await build({ ray: { idleTimeoutSeconds: 60 } });
    assert.equal(autoscalerOptions["version"], "v2");
    assert.equal(autoscalerOptions["idleTimeoutSeconds"], 60);
    assert.deepEqual(named(workerGroupSpecs), [
      ["cpu", 0, 5],
      ["gpu", 0, 4],
    ]);
  });

  it("lets nothing run on the head, and nothing move it", async () => {
    const { headGroupSpec } = await build();
    assert.equal(headGroupSpec.rayStartParams["num-cpus"], "0");
    const { metadata, spec } = headGroupSpec.template;
    assert.equal(metadata.annotations["cluster-autoscaler.kubernetes.io/safe-to-evict"], "false");
    assert.equal(spec.priorityClassName, "plinth-platform");
    const budget = registered.get("kubernetes:policy/v1:PodDisruptionBudget", "platform-ray-head");
    assert.deepEqual(budget.inputs["spec"], {
      minAvailable: 1,
      selector: { matchLabels: { "ray.io/cluster": "ray", "ray.io/node-type": "head" } },
    });
  });

  it("asks for a token, and gives that of the API server to the autoscaler alone", async () => {
    const { authOptions, autoscalerOptions, headGroupSpec, workerGroupSpecs } = await build();
    assert.deepEqual(authOptions, { mode: "token" });
    const path = "/var/run/secrets/kubernetes.io/serviceaccount";
    assert.ok(autoscalerOptions.volumeMounts.some(({ mountPath }) => mountPath === path));
    for (const { template } of [headGroupSpec, ...workerGroupSpecs]) {
      assert.equal(template.spec.automountServiceAccountToken, false);
      for (const { volumeMounts } of template.spec.containers)
        assert.deepEqual(
          volumeMounts.map(({ mountPath }) => mountPath),
          ["/tmp"],
        );
    }
  });

  it("holds every pod of it to the strictest level", async () => {
    const { headGroupSpec, workerGroupSpecs } = await build();
    for (const { template } of [headGroupSpec, ...workerGroupSpecs]) {
      const { securityContext, containers } = template.spec;
      assert.equal(securityContext["runAsNonRoot"], true);
      for (const container of containers)
        assert.equal(container.securityContext["readOnlyRootFilesystem"], true);
    }
  });

  it("gives GPUs to the workers that are for them, with the taint of their nodes, and to no other", async () => {
    const { workerGroupSpecs } = await build({ ray: { gpusPerWorker: 2, gpuWorkerCpus: 6 } });
    const [cpu, gpu] = workerGroupSpecs.map(({ template }) => template.spec);
    const held = { memory: "12Gi", "nvidia.com/gpu": "2" };
    assert.deepEqual(gpu?.containers[0]?.resources, { requests: { cpu: "6", ...held }, limits: held });
    assert.deepEqual(gpu.tolerations, [{ key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" }]);
    assert.deepEqual(cpu?.containers[0]?.resources.limits, { memory: "8Gi" });
    assert.deepEqual(
      cpu.tolerations?.map(({ key }) => key),
      ["plinth.dev/spot"],
    );
  });

  it("keeps its state in a Redis whose password nobody knows", async () => {
    const { gcsFaultToleranceOptions } = await build({ storageClass: "fast" });
    assert.deepEqual(gcsFaultToleranceOptions, {
      backend: "redis",
      redisAddress: "ray-redis:6379",
      redisPassword: { valueFrom: { secretKeyRef: { name: "ray-redis", key: "password" } } },
    });
    const { inputs } = registered.get("kubernetes:apps/v1:StatefulSet", "platform-ray-redis");
    const spec = inputs["spec"] as {
      readonly volumeClaimTemplates: readonly { readonly spec: Json }[];
      readonly template: { readonly spec: Pod };
    };
    assert.equal(spec.volumeClaimTemplates[0]?.spec["storageClassName"], "fast");
    assert.equal(spec.template.spec.containers[0]?.securityContext["readOnlyRootFilesystem"], true);
  });

  it("comes after the operator, after Redis, and goes before them", async () => {
    await build();
    const { dependencies } = registered.get("kubernetes:ray.io/v1:RayCluster", "platform-ray-cluster");
    assert.ok(dependencies.some((urn) => urn.endsWith("StatefulSet::platform-ray-redis")));
    const { dependencies: before } = registered.get("plinth:k8s:Ray", "platform-ray");
    assert.ok(before.some((urn) => urn.endsWith("Release::platform-kuberay-operator")));
  });

  it("has no more workers on AWS than the pools can hold, and none with GPUs without a pool of them", async () => {
    const { workerGroupSpecs } = await build({}, onEks());
    assert.deepEqual(named(workerGroupSpecs), [["cpu", 0, 5]]);
    const pools = eksConfig({ pools: { system: { maxNodes: 3 }, "gpu-a": { maxNodes: 2 } } });
    const small = await build({}, { ...onEks(), pools });
    assert.deepEqual(named(small.workerGroupSpecs), [
      ["cpu", 0, 3],
      ["gpu", 0, 2],
    ]);
  });
});
