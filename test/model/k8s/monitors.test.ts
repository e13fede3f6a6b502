import assert from "node:assert/strict";
import { podMonitors, serviceMonitors } from "../../../model/k8s/monitors";
import { recipeIds } from "../../../model/fleet/recipes";
import { mlflowHosts } from "../../../model/k8s/devtools";
import { platformNamespaces } from "../../../model/k8s/namespaces";
import { OBSERVABILITY_NAMESPACE, prometheusPods } from "../../../model/k8s/observability";
import { vaultPorts } from "../../../model/k8s/vault";
import { isAllowed } from "../../helpers/network-policies";
import type { NetworkPolicy, Peer } from "../../helpers/network-policies";
import { ServiceStack } from "../../helpers/service-stack";

/** Ports that are there for metrics alone, by their monitors. */
const onlyMetrics: readonly (readonly [string, number])[] = [
  ["authelia", 9959],
  ["cert-manager", 9402],
  ["dcgm-exporter", 9400],
  ["envoy-gateway", 19_001],
  ["envoy-proxies", 19_001],
  ["external-secrets", 8080],
  ["gpu-operator", 8080],
  ["keda", 8080],
  ["kuberay-operator", 8080],
  ["vault", vaultPorts.metrics],
  ["velero", 8085],
];

function found(name: string) {
  const monitor = podMonitors.find((each) => each.name === name);
  if (monitor === undefined) throw new Error(`There is no monitor ${name}.`);
  return monitor;
}

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

  it("asks no Service at two ports", () => {
    for (const { name, endpoints } of serviceMonitors)
      for (const { port, targetPort } of endpoints)
        assert.equal([port, targetPort].filter((value) => value !== undefined).length, 1, name);
  });

  it("asks each pod at one port, by its name or its number", () => {
    for (const { name, podMetricsEndpoints } of podMonitors)
      for (const { port, portNumber } of podMetricsEndpoints)
        assert.equal([port, portNumber].filter((value) => value !== undefined).length, 1, name);
  });

  it("asks no model before it is ready, and Vault also while it is sealed", () => {
    const readyOnly = podMonitors
      .filter(({ podMetricsEndpoints }) =>
        podMetricsEndpoints.some(({ relabelings = [] }) =>
          relabelings.some(
            ({ sourceLabels, action, regex }) =>
              sourceLabels?.[0] === "__meta_kubernetes_pod_ready" && action === "keep" && regex === "true",
          ),
        ),
      )
      .map(({ name }) => name);
    assert.deepEqual(readyOnly, ["model-servers"]);
  });

  it("asks MLflow by a name that it answers to", () => {
    const mlflow = podMonitors.find(({ name }) => name === "mlflow");
    const [relabeling] = mlflow?.podMetricsEndpoints[0]?.relabelings ?? [];
    assert.equal(relabeling?.targetLabel, "__address__");
    const host = relabeling.replacement?.replace(/:\d+$/, ":*") ?? "";
    assert.ok(mlflowHosts.includes(host), host);
  });

  it("reaches every port that it asks at, and nobody else does", async () => {
    const stack = new ServiceStack();
    await stack.build({ recipes: recipeIds });
    const policies = stack.registered
      .all()
      .filter(({ type }) => type === "kubernetes:networking.k8s.io/v1:NetworkPolicy")
      .map(({ inputs }) => inputs as unknown as NetworkPolicy);
    const namespaces = Object.fromEntries(
      Object.keys(platformNamespaces).map((name) => [name, { "kubernetes.io/metadata.name": name }]),
    );
    const { podSelector } = prometheusPods;
    const asks: Peer = { namespace: OBSERVABILITY_NAMESPACE, labels: podSelector.matchLabels };
    const beside: Peer = { namespace: OBSERVABILITY_NAMESPACE, labels: { app: "another" } };
    for (const [monitor, port] of onlyMetrics) {
      const { namespaceSelector, selector } = found(monitor);
      const [namespace] = namespaceSelector.matchNames;
      const to: Peer = { namespace: namespace ?? "", labels: selector.matchLabels };
      const allowed = (from: Peer) => isAllowed({ policies, namespaces }, from, to, { port });
      assert.ok(allowed(asks), `${monitor}: Prometheus`);
      assert.ok(!allowed(beside), `${monitor}: beside Prometheus`);
      assert.ok(!allowed({ namespace: "router", labels: {} }), `${monitor}: another namespace`);
      assert.ok(!allowed({ ip: "203.0.113.7" }), `${monitor}: from outside`);
    }
  });

  it("shows Prometheus's own token where metrics are for those whom the API server knows", () => {
    const shown = serviceMonitors.filter(({ endpoints }) => endpoints[0]?.bearerTokenFile !== undefined);
    assert.deepEqual(
      shown.map(({ name, endpoints }) => [name, endpoints[0]?.bearerTokenFile]),
      [["lws", "/var/run/secrets/kubernetes.io/serviceaccount/token"]],
    );
  });
});
