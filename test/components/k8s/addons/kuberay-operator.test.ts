import assert from "node:assert/strict";
import { KubeRayOperator } from "../../../../components/k8s/addons/kuberay-operator";
import { prometheusPods } from "../../../../model/k8s/observability";
import { Registrations } from "../../../helpers/registrations";

interface Peer {
  readonly podSelector?: object;
  readonly namespaceSelector?: { readonly matchLabels: Readonly<Record<string, string>> };
}
interface Rule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly { readonly port: number }[];
}
interface Spec {
  readonly podSelector: object;
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
}

describe("components/k8s/addons/kuberay-operator", () => {
  const registered = new Registrations();

  before(async () => {
    await registered.start({ stack: "test", preview: true });
    new KubeRayOperator("platform");
    await registered.settled();
  });

  const specs = (): ReadonlyMap<string, Spec> =>
    new Map(
      registered
        .all()
        .filter(({ type }) => type.endsWith(":NetworkPolicy"))
        .map(({ name, inputs }) => [name, inputs["spec"] as Spec]),
    );

  it("may act in the namespace of Ray only", () => {
    const { inputs } = registered.get("kubernetes:helm.sh/v3:Release", "platform");
    const { singleNamespaceInstall, watchNamespace } = inputs["values"] as Record<string, unknown>;
    assert.deepEqual([singleNamespaceInstall, watchNamespace], [true, ["ray"]]);
    assert.equal(inputs["namespace"], "ray");
  });

  it("denies every pod of the namespace what no policy names", () => {
    assert.deepEqual(specs().get("platform-default-deny"), {
      podSelector: {},
      policyTypes: ["Ingress", "Egress"],
    });
  });

  it("lets nobody but KubeRay reach the dashboard from outside the cluster's own pods", () => {
    const dashboards = [...specs()].flatMap(([name, { ingress = [] }]) =>
      ingress.filter(({ ports = [] }) => ports.some(({ port }) => port === 8265)).map((rule) => [name, rule]),
    );
    assert.deepEqual(dashboards, [
      [
        "platform-ray-head",
        {
          from: [{ podSelector: { matchLabels: { "app.kubernetes.io/name": "kuberay-operator" } } }],
          ports: [{ port: 8265, protocol: "TCP" }],
        },
      ],
    ]);
  });

  it("lets other namespaces in for metrics only, and in no policy everybody", () => {
    for (const [name, { ingress = [] }] of specs())
      for (const { from, ports } of ingress) {
        assert.ok(from !== undefined && from.length > 0, name);
        for (const peer of from)
          if (peer.namespaceSelector !== undefined) {
            assert.deepEqual(peer, prometheusPods);
            assert.deepEqual(ports, [{ port: 8080, protocol: "TCP" }]);
          }
      }
  });

  it("lets only the head, and what cleans up after it, reach Redis", () => {
    const redis = specs().get("platform-redis");
    const clients = {
      matchExpressions: [{ key: "ray.io/node-type", operator: "In", values: ["head", "redis-cleanup"] }],
    };
    assert.deepEqual(redis?.ingress, [
      { from: [{ podSelector: clients }], ports: [{ port: 6379, protocol: "TCP" }] },
    ]);
    assert.equal(redis.egress, undefined);
  });
});
