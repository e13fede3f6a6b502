import assert from "node:assert/strict";
import { EnvoyGateway } from "../../../../components/k8s/addons/envoy-gateway";
import { components, gatewayApiOfEnvoyGateway } from "../../../../model/compatibility/components";
import { Registrations } from "../../../helpers/registrations";

describe("components/k8s/addons/envoy-gateway", () => {
  const registered = new Registrations();

  it("installs the chart with two pods, after which its class can be named", async () => {
    await registered.start({ stack: "test", preview: true });
    new EnvoyGateway("platform-envoy-gateway");
    await registered.settled();
    const release = registered.all().find(({ type }) => type.endsWith(":Release"));
    const gatewayClass = registered.all().find(({ inputs }) => inputs["kind"] === "GatewayClass");
    assert.equal(release?.inputs["chart"], "oci://docker.io/envoyproxy/gateway-helm");
    assert.equal(release.inputs["version"], `v${components["envoy-gateway"].version}`);
    assert.deepEqual(release.inputs["values"], {
      deployment: { replicas: 2 },
      podDisruptionBudget: { minAvailable: 1 },
    });
    assert.ok(gatewayClass?.dependencies.some((urn) => urn.includes(":Release::")));
  });

  it("brings the Gateway API in the one version of the platform", () => {
    const minor = components["envoy-gateway"].version.split(".").slice(0, 2).join(".");
    assert.equal(gatewayApiOfEnvoyGateway[minor], components["gateway-api-crds"].version);
  });
});
