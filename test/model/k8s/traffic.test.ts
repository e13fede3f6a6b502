import assert from "node:assert/strict";
import { platformNamespaces } from "../../../model/k8s/namespaces";
import { prometheusPods } from "../../../model/k8s/observability";
import { doorPolicy, trafficPolicy } from "../../../model/k8s/traffic";

const tcp = (port: number) => ({ protocol: "TCP", port });

describe("model/k8s/traffic", () => {
  it("lets nobody but Prometheus in at metrics", () => {
    const { ingress } = trafficPolicy({ metrics: [8080], egress: [] });
    assert.deepEqual(ingress, [
      { from: [{ podSelector: {} }] },
      { from: [prometheusPods], ports: [tcp(8080)] },
    ]);
    // Both in one peer: of the namespace that observes, only the pods of Prometheus.
    assert.deepEqual(prometheusPods, {
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "observability" } },
      podSelector: { matchLabels: { "app.kubernetes.io/name": "prometheus" } },
    });
  });

  // A rule without ports would be one for all of them.
  it("has no rule for what has no port", () => {
    const { ingress, egress } = trafficPolicy({ egress: [] });
    assert.deepEqual(ingress, [{ from: [{ podSelector: {} }] }]);
    assert.deepEqual(egress, [
      { to: [{ podSelector: {} }] },
      { ports: [{ protocol: "UDP", port: 53 }, tcp(53)] },
    ]);
  });

  it("opens the port of a webhook to all, as no rule can name the API server, and only on its own pods", () => {
    const pods = { app: "webhook" };
    assert.deepEqual(doorPolicy({ pods, ports: [9443], from: "apiServer" }), {
      podSelector: { matchLabels: pods },
      policyTypes: ["Ingress"],
      ingress: [{ ports: [tcp(9443)] }],
    });
  });

  it("lets no address but those of pods in where pods come", () => {
    const { ingress } = doorPolicy({ pods: { app: "collector" }, ports: [4317], from: "pods" });
    assert.deepEqual(ingress, [{ from: [{ namespaceSelector: {} }], ports: [tcp(4317)] }]);
  });

  it("has doors for named pods alone, and none at a port of metrics", () => {
    for (const [name, { traffic }] of Object.entries(platformNamespaces)) {
      const { doors = {}, metrics = [] } = traffic ?? {};
      for (const { pods, ports } of Object.values(doors)) {
        assert.ok(Object.keys(pods).length > 0 && ports.length > 0, name);
        assert.deepEqual(
          metrics.filter((port) => ports.includes(port)),
          [],
          name,
        );
      }
    }
  });
});
