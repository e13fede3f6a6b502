import assert from "node:assert/strict";
import { ServiceStack } from "../../../helpers/service-stack";

describe("components/k8s/addons/grafana-admin", () => {
  const stack = new ServiceStack();

  it("has a password made in the cluster: the program never knows it", async () => {
    await stack.build({ recipes: ["observability"] });
    const generator = stack.registered.get(
      "kubernetes:generators.external-secrets.io/v1alpha1:Password",
      "platform-grafana-admin-generator",
    ).inputs;
    const secret = stack.registered.get(
      "kubernetes:external-secrets.io/v1:ExternalSecret",
      "platform-grafana-admin",
    );
    assert.equal((generator["spec"] as { readonly length: number }).length, 32);
    const { dataFrom, refreshPolicy } = secret.inputs["spec"] as {
      readonly dataFrom: readonly unknown[];
      readonly refreshPolicy: string;
    };
    const { apiVersion, kind, metadata } = generator;
    const { name } = metadata as { readonly name: string };
    assert.deepEqual(dataFrom, [{ sourceRef: { generatorRef: { apiVersion, kind, name } } }]);
    // Grafana reads it at its first start only, so another would be right nowhere.
    assert.equal(refreshPolicy, "CreatedOnce");
  });

  it("comes after the operator that makes the Secret", async () => {
    await stack.build({ recipes: ["observability"] });
    const { dependencies } = stack.registered.get("plinth:k8s:GrafanaAdmin", "platform-grafana-admin");
    assert.ok(dependencies.some((urn) => urn.endsWith(":Release::platform-external-secrets")));
  });
});
