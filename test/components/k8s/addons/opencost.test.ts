import assert from "node:assert/strict";
import { ServiceStack } from "../../../helpers/service-stack";

describe("components/k8s/addons/opencost", () => {
  const stack = new ServiceStack();

  it("reads from the platform's Prometheus what that has of it", async () => {
    await stack.build({ recipes: ["observability"] });
    assert.deepEqual(stack.value("opencost", "opencost", "prometheus", "internal"), {
      enabled: true,
      serviceName: "kube-prometheus-stack-prometheus",
      namespaceName: stack.release("kube-prometheus-stack")["namespace"],
      port: 9090,
    });
    assert.equal(stack.value("opencost", "opencost", "metrics", "serviceMonitor", "enabled"), true);
  });
});
