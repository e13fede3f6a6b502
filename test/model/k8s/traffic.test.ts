import assert from "node:assert/strict";
import { platformNamespaces } from "../../../model/k8s/namespaces";
import { trafficPolicy } from "../../../model/k8s/traffic";

const tcp = (port: number) => ({ protocol: "TCP", port });

describe("model/k8s/traffic", () => {
  it("lets everybody in at webhooks, and only what observes at metrics", () => {
    const { ingress } = trafficPolicy({ ingress: [9443], metrics: [8080], egress: [] });
    const observability = { matchLabels: { "kubernetes.io/metadata.name": "observability" } };
    assert.deepEqual(ingress, [
      { from: [{ podSelector: {} }] },
      { ports: [tcp(9443)] },
      { from: [{ namespaceSelector: observability }], ports: [tcp(8080)] },
    ]);
  });

  // A rule without ports would be one for all of them.
  it("has no rule for what has no port", () => {
    const { ingress, egress } = trafficPolicy({ ingress: [], egress: [] });
    assert.deepEqual(ingress, [{ from: [{ podSelector: {} }] }]);
    assert.deepEqual(egress, [
      { to: [{ podSelector: {} }] },
      { ports: [{ protocol: "UDP", port: 53 }, tcp(53)] },
    ]);
  });

  it("has each port of a namespace for everybody or for metrics, not for both", () => {
    for (const [name, { traffic }] of Object.entries(platformNamespaces)) {
      const { ingress = [], metrics = [] } = traffic ?? {};
      assert.deepEqual(
        metrics.filter((port) => ingress.includes(port)),
        [],
        name,
      );
    }
  });
});
