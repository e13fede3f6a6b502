import assert from "node:assert/strict";
import { onEks } from "../../../helpers/clusters";
import { ServiceStack } from "../../../helpers/service-stack";

const recipes = ["observability"];
const CHART = "kube-prometheus-stack";

interface Claim {
  readonly spec: {
    readonly storageClassName?: string;
    readonly resources: { readonly requests: { readonly storage: string } };
  };
}

describe("components/k8s/addons/kube-prometheus-stack", () => {
  const stack = new ServiceStack();
  const spec = (key: string): unknown => stack.value(CHART, "prometheus", "prometheusSpec", key);
  const claims = (): readonly Claim[] =>
    [
      stack.value(CHART, "prometheus", "prometheusSpec", "storageSpec"),
      stack.value(CHART, "alertmanager", "alertmanagerSpec", "storage"),
    ].map((storage) => (storage as { readonly volumeClaimTemplate: Claim }).volumeClaimTemplate);

  it("keeps metrics for as long as the config says, and never fills their volume", async () => {
    await stack.build({ recipes, observability: { metrics: { retentionDays: 90, volumeGiB: 205 } } });
    assert.equal(spec("retention"), "90d");
    assert.equal(spec("retentionSize"), "184GiB");
    assert.equal(claims()[0]?.spec.resources.requests.storage, "205Gi");
  });

  it("gives every volume the class that the config names, or the cluster's default", async () => {
    const classes = () => [
      ...claims().map(({ spec: claim }) => claim.storageClassName),
      stack.value(CHART, "grafana", "persistence", "storageClassName"),
    ];
    await stack.build({ recipes, storageClass: "fast" });
    assert.deepEqual(classes(), ["fast", "fast", "fast"]);
    await stack.build({ recipes });
    assert.deepEqual(classes(), [undefined, undefined, undefined]);
  });

  it("comes after the class of volumes on AWS", async () => {
    await stack.build({ recipes }, onEks());
    const { dependencies } = stack.registered.get(
      "plinth:k8s:KubePrometheusStack",
      "platform-kube-prometheus-stack",
    );
    assert.ok(dependencies.some((urn) => urn.endsWith(":StorageClass::platform-storage")));
  });

  it("lets Prometheus reach the pods of every namespace, and of nodes the two ports that it asks", async () => {
    await stack.build({ recipes });
    assert.deepEqual(stack.policy("prometheus-scrapes"), {
      podSelector: { matchLabels: { "app.kubernetes.io/name": "prometheus" } },
      policyTypes: ["Egress"],
      egress: [
        { to: [{ namespaceSelector: {} }] },
        {
          ports: [
            { protocol: "TCP", port: 10250 },
            { protocol: "TCP", port: 9100 },
          ],
        },
      ],
    });
  });

  it("reads Grafana's administrator from the Secret that External Secrets makes", async () => {
    await stack.build({ recipes });
    const secret = stack.registered.get(
      "kubernetes:external-secrets.io/v1:ExternalSecret",
      "platform-grafana-admin",
    ).inputs["spec"] as {
      readonly target: { readonly name: string; readonly template: { readonly data: object } };
    };
    const admin = stack.value(CHART, "grafana", "admin") as Readonly<Record<string, string>>;
    assert.equal(admin["existingSecret"], secret.target.name);
    for (const key of ["userKey", "passwordKey"])
      assert.ok(Object.hasOwn(secret.target.template.data, admin[key] ?? ""), key);
  });

  describe("with receivers of alerts", () => {
    const secretOf = (key: string) => ({ store: "vault", key });
    const receivers = {
      team: { kind: "slack", secret: secretOf("alerts/slack") },
      mail: { kind: "email", to: "a@example.org", from: "b@example.org", smtp: "smtp.example.org:587" },
    };

    it("makes their Secret before the release, and mounts it", async () => {
      await stack.build({ recipes, alerts: { receivers } });
      const { inputs } = stack.registered.get(
        "kubernetes:external-secrets.io/v1:ExternalSecret",
        "platform-kube-prometheus-stack-receivers",
      );
      assert.deepEqual(inputs["metadata"], { name: "alert-receivers", namespace: "observability" });
      assert.deepEqual(stack.value(CHART, "alertmanager", "alertmanagerSpec", "secrets"), [
        "alert-receivers",
      ]);
      const { dependencies } = stack.registered.get(
        "kubernetes:helm.sh/v3:Release",
        "platform-kube-prometheus-stack",
      );
      assert.ok(dependencies.some((urn) => urn.endsWith("::platform-kube-prometheus-stack-receivers")));
    });

    it("opens the way to mail servers, and to nothing else", async () => {
      await stack.build({ recipes, alerts: { receivers } });
      assert.deepEqual(stack.policy("alertmanager-mail"), {
        podSelector: { matchLabels: { "app.kubernetes.io/name": "alertmanager" } },
        policyTypes: ["Egress"],
        egress: [{ ports: [{ port: 587, protocol: "TCP" }] }],
      });
      await stack.build({ recipes, alerts: { receivers: { team: receivers.team } } });
      assert.equal(stack.policy("alertmanager-mail"), undefined);
    });

    it("leaves the chart's own config where there is none", async () => {
      await stack.build({ recipes });
      assert.equal(stack.value(CHART, "alertmanager", "config"), undefined);
      assert.equal(stack.value(CHART, "alertmanager", "alertmanagerSpec", "secrets"), undefined);
    });
  });

  it("takes the bounds of alerts from the config", async () => {
    await stack.build({ recipes, alerts: { dailyBudgetUsd: 123, idleGpuPercent: 7 } });
    const text = JSON.stringify(stack.value(CHART, "additionalPrometheusRulesMap"));
    assert.ok(text.includes("[1h]) > 123"));
    assert.ok(text.includes("[1h]) < 7"));
  });
});
