import assert from "node:assert/strict";
import { routedRecipes } from "../../../../model/k8s/sso/routes";
import { clientObjects } from "../../../../model/k8s/sso/clients";

const kindsOf = (...given: Parameters<typeof clientObjects>): readonly string[] =>
  Object.values(clientObjects(...given)).map(({ kind }) => kind);

describe("model/k8s/sso/clients", () => {
  it("lets Grafana and Vault ask the sign-on by the gateway's port for HTTPS, and nobody else", () => {
    const found = routedRecipes.flatMap((recipe) => Object.values(clientObjects(recipe, "everybody")));
    assert.deepEqual(found.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort(), [
      "NetworkPolicy grafana-sign-on",
      "NetworkPolicy vault-sign-on",
    ]);
    for (const { spec } of found) {
      const { egress, policyTypes } = spec as {
        readonly policyTypes: readonly string[];
        readonly egress: readonly { readonly to: readonly object[]; readonly ports: unknown }[];
      };
      assert.deepEqual(policyTypes, ["Egress"]);
      assert.deepEqual(
        egress.map(({ to, ports }) => [to.length, ports]),
        [[1, [{ protocol: "TCP", port: 10_443 }]]],
      );
    }
  });

  it("gives Grafana the platform's authority where it must know it", () => {
    assert.ok(kindsOf("observability", "platform").includes("PushSecret"));
    assert.ok(!kindsOf("observability", "everybody").includes("PushSecret"));
  });

  it("opens nothing for Grafana where it takes nobody's certificate", () => {
    assert.deepEqual(kindsOf("observability", "nobody"), []);
  });
});
