import assert from "node:assert/strict";
import type { AddonContext } from "../../../components/k8s/addon";
import { recipeIds } from "../../../model/fleet/recipes";
import { PLATFORM_PRIORITY, priorities } from "../../../model/k8s/priorities";
import { conformant, onEks, onKarpenter } from "../../helpers/clusters";
import { ServiceStack } from "../../helpers/service-stack";

/** Where the values of each chart name the class of its pods; one path for each kind of pod that it makes. */
const classes: Readonly<Record<string, readonly string[]>> = {
  "cert-manager": ["global.priorityClassName"],
  "external-secrets": ["priorityClassName", "webhook.priorityClassName", "certController.priorityClassName"],
  keda: ["priorityClassName"],
  "kube-prometheus-stack": [
    "prometheusOperator.priorityClassName",
    "prometheusOperator.admissionWebhooks.patch.priorityClassName",
    "prometheus.prometheusSpec.priorityClassName",
    "alertmanager.alertmanagerSpec.priorityClassName",
    "grafana.priorityClassName",
    "kube-state-metrics.priorityClassName",
    "prometheus-node-exporter.priorityClassName",
  ],
  "kuberay-operator": ["priorityClassName"],
  loki: ["defaults.priorityClassName"],
  mlflow: ["priorityClassName"],
  opencost: ["priorityClassName"],
  "opentelemetry-collector": ["priorityClassName"],
  "prefect-server": ["server.priorityClassName"],
  "prefect-worker": ["worker.priorityClassName"],
  tempo: ["priorityClassName"],
  vault: ["server.priorityClassName"],
  velero: ["priorityClassName"],
};

/** Charts whose pods get no class of ours, and why. */
const without: Readonly<Record<string, string>> = {
  "aws-load-balancer-controller": "the chart's own default is system-cluster-critical, which is above ours",
  "cluster-autoscaler": "the chart's own default is system-cluster-critical, which is above ours",
  "envoy-gateway":
    "every rendered cluster has it before any recipe, and so before the classes; its proxies, which answer people, have one",
  "gpu-operator": "the chart's own defaults are system-node-critical, also for what the operator makes",
  karpenter: "the chart's own default is system-cluster-critical, which is above ours",
  "karpenter-crd": "the chart makes no pod",
  "llm-d-router": "the chart has no value for it",
  lws: "the chart has no value for it",
};

/** Every pod template of a tree, with the keys that lead to it. */
function* podsOf(value: unknown, path: readonly string[] = []): Generator<readonly [string, object]> {
  if (typeof value !== "object" || value === null) return;
  if ("containers" in value && Array.isArray(value.containers)) yield [path.join("."), value];
  else for (const [key, inner] of Object.entries(value)) yield* podsOf(inner, [...path, key]);
}

describe("components/k8s: classes of priority", () => {
  const stack = new ServiceStack();
  const llm = { model: "Qwen/Qwen3-8B", replicas: 1, gpusPerReplica: 1 };
  const clusters: Readonly<Record<string, AddonContext["cluster"]>> = {
    "any cluster": conformant,
    "AWS with Cluster Autoscaler": onEks(),
    "AWS with Karpenter": onKarpenter(),
  };
  const seen = new Set<string>();

  for (const [title, cluster] of Object.entries(clusters))
    it(`has pods of every chart and of every object in a class on ${title}, but for those with a reason`, async () => {
      await stack.build({ recipes: recipeIds, llm }, cluster);
      for (const { type, inputs } of stack.registered.all()) {
        if (!type.startsWith("kubernetes:")) continue;
        const name = String(inputs["name"]);
        if (!type.endsWith(":Release")) {
          for (const [path, pod] of podsOf(inputs)) {
            const { priorityClassName } = pod as { readonly priorityClassName?: string };
            assert.ok(priorityClassName !== undefined && priorityClassName in priorities, `${type} ${path}`);
          }
          continue;
        }
        seen.add(name);
        assert.notEqual(name in classes, name in without, `${name} is in one of the two lists`);
        for (const path of classes[name] ?? [])
          assert.equal(stackValue(inputs["values"], path), PLATFORM_PRIORITY, `${name}: ${path}`);
      }
    });

  it("has no chart in a list that nothing installs", () => {
    assert.deepEqual([...seen].sort(), [...Object.keys(classes), ...Object.keys(without)].sort());
    for (const [chart, reason] of Object.entries(without)) assert.ok(reason.length > 20, chart);
  });

  function stackValue(values: unknown, path: string): unknown {
    return path
      .split(".")
      .reduce<unknown>((at, key) => (at as Readonly<Record<string, unknown>> | undefined)?.[key], values);
  }
});
