import assert from "node:assert/strict";
import { podMonitors, serviceMonitors } from "../../../model/k8s/monitors";
import { platformNamespaces } from "../../../model/k8s/namespaces";

describe("model/k8s/monitors", () => {
  it("has each name once", () => {
    const names = [...podMonitors, ...serviceMonitors].map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
  });

  it("looks for pods and services by their labels, in namespaces that there are", () => {
    for (const { name, namespaceSelector, selector } of [...podMonitors, ...serviceMonitors]) {
      assert.ok(Object.keys(selector.matchLabels).length > 0, name);
      for (const namespace of namespaceSelector.matchNames)
        assert.ok(namespace === "kube-system" || namespace in platformNamespaces, `${name}: ${namespace}`);
    }
  });

  it("asks each pod at one port, by its name or its number", () => {
    for (const { name, podMetricsEndpoints } of podMonitors)
      for (const { port, portNumber } of podMetricsEndpoints)
        assert.equal([port, portNumber].filter((value) => value !== undefined).length, 1, name);
  });

  it("shows Prometheus's own token where metrics are for those whom the API server knows", () => {
    for (const { endpoints } of serviceMonitors)
      for (const { bearerTokenFile } of endpoints)
        assert.equal(bearerTokenFile, "/var/run/secrets/kubernetes.io/serviceaccount/token");
  });
});
