import assert from "node:assert/strict";
import { observabilityUrls } from "../../../../model/k8s/observability";
import { onEks } from "../../../helpers/clusters";
import { eksConfig } from "../../../helpers/configs";
import { ServiceStack } from "../../../helpers/service-stack";

interface ScaledObject {
  readonly scaleTargetRef: object;
  readonly minReplicaCount: number;
  readonly maxReplicaCount: number;
  readonly triggers: readonly {
    readonly metricType: string;
    readonly metadata: {
      readonly serverAddress: string;
      readonly query: string;
      readonly threshold: string;
      readonly ignoreNullValues: string;
    };
  }[];
}

const keys = {
  recipes: ["llm", "autoscaling", "observability"],
  llm: { model: "Qwen/Qwen3-8B", replicas: 2 },
  autoscaling: { models: { maxReplicas: 5, waitingRequests: 8, cachePercent: 70 } },
};

describe("components/k8s/addons/model-scaling", () => {
  const stack = new ServiceStack();
  const type = "kubernetes:keda.sh/v1alpha1:ScaledObject";
  const spec = () => stack.registered.get(type, "platform-model-scaling").inputs["spec"] as ScaledObject;
  /** The number of pods that the Deployment has at first, and what updates leave as it is. */
  const replicas = (): readonly unknown[] => {
    const name = "platform-llm-d-router-model";
    const { inputs, ignoreChanges } = stack.registered.get("kubernetes:apps/v1:Deployment", name);
    return [(inputs["spec"] as { readonly replicas?: unknown }).replicas, ignoreChanges];
  };

  it("scales the model's Deployment between its bounds, whose number updates leave alone then", async () => {
    await stack.build(keys);
    const { scaleTargetRef, minReplicaCount, maxReplicaCount } = spec();
    assert.deepEqual(scaleTargetRef, { apiVersion: "apps/v1", kind: "Deployment", name: "model-server" });
    assert.deepEqual([minReplicaCount, maxReplicaCount], [2, 5]);
    assert.deepEqual(replicas(), [2, ["spec.replicas"]]);
  });

  it("asks Prometheus for the requests that wait and for the cache in use, each on average over the pods", async () => {
    await stack.build(keys);
    const { triggers } = spec();
    assert.deepEqual(
      triggers.map(({ metadata }) => metadata.threshold),
      ["8", "0.7"],
    );
    for (const { metadata, metricType } of triggers) {
      assert.equal(metadata.serverAddress, observabilityUrls.prometheus);
      assert.match(metadata.query, /^sum\(vllm:\w+\{namespace="llm"\}\)$/);
      assert.equal(metricType, "AverageValue");
      assert.equal(metadata.ignoreNullValues, "false", "no series is no answer: KEDA would take it for 0");
    }
  });

  it("is not there where the config has no bounds, and the number is fixed", async () => {
    await stack.build({ ...keys, autoscaling: {} });
    assert.ok(!stack.registered.all().some((one) => one.type === type));
    assert.deepEqual(replicas(), [2, []]);
  });

  it("comes after KEDA, which knows its kind, and goes before it", async () => {
    await stack.build(keys);
    const { dependencies } = stack.registered.get("plinth:k8s:ModelScaling", "platform-model-scaling");
    assert.ok(dependencies.some((urn) => urn.endsWith("Release::platform-keda")));
  });

  it("leaves Ray the GPUs that the model at its largest does not take, and has a quota for all of its pods", async () => {
    const pools = eksConfig({ pools: { system: {}, "gpu-a": { maxNodes: 7 } } });
    await stack.build({ ...keys, recipes: [...keys.recipes, "ray"] }, { ...onEks(), pools });
    const ray = stack.registered.get("kubernetes:ray.io/v1:RayCluster", "platform-ray-cluster").inputs[
      "spec"
    ];
    const { workerGroupSpecs } = ray as {
      readonly workerGroupSpecs: readonly { readonly groupName: string; readonly maxReplicas: number }[];
    };
    assert.equal(workerGroupSpecs.find(({ groupName }) => groupName === "gpu")?.maxReplicas, 2);
    const quota = stack.registered.get("kubernetes:core/v1:ResourceQuota", "platform-llm").inputs["spec"];
    const { hard } = quota as { readonly hard: Readonly<Record<string, string>> };
    assert.ok(Number(hard["requests.nvidia.com/gpu"]) >= 5);
  });
});
