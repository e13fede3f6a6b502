import assert from "node:assert/strict";
import { ServiceStack } from "../../../helpers/service-stack";

describe("components/k8s/addons/keda", () => {
  const stack = new ServiceStack();

  it("may change Deployments and StatefulSets, and no other kind", async () => {
    await stack.build({ recipes: ["autoscaling"] });
    assert.equal(stack.release("keda")["namespace"], "keda");
    assert.deepEqual(stack.value("keda", "rbac"), { enabledCustomScaledRefKinds: false });
  });

  it("has two pods of each part, of which one may be away", async () => {
    await stack.build({ recipes: ["autoscaling"] });
    for (const part of ["operator", "metricsServer", "webhooks"])
      assert.equal(stack.value("keda", part, "replicaCount"), 2);
    for (const part of ["operator", "metricServer", "webhooks"])
      assert.equal(stack.value("keda", "podDisruptionBudget", part, "maxUnavailable"), 1);
    assert.equal(stack.value("keda", "priorityClassName"), "plinth-platform");
  });

  it("alone, beside Grafana, reaches the port of Prometheus from outside its namespace", async () => {
    await stack.build({ recipes: ["autoscaling", "observability"] });
    const { ingress } = stack.policy("prometheus-queries") as { readonly ingress: readonly object[] };
    assert.deepEqual(ingress, [
      {
        from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "keda" } } }],
        ports: [{ protocol: "TCP", port: 9090 }],
      },
    ]);
  });
});
