import assert from "node:assert/strict";
import { fromGateway } from "../../../../model/k8s/sso/routes";
import { onEks } from "../../../helpers/clusters";
import { ssoNeeds } from "../../../helpers/configs";
import { ServiceStack } from "../../../helpers/service-stack";

interface Egress {
  readonly ports: readonly object[];
  readonly to?: readonly { readonly ipBlock?: { readonly except?: readonly string[] } }[];
}

const acme = { email: "platform@example.org" };
const keys = { recipes: ["sso"], ...ssoNeeds };

describe("components/k8s/addons/cert-manager", () => {
  const stack = new ServiceStack();
  const configuration = (): unknown => stack.value("cert-manager", "config");

  it("makes no routes where no name is to be proved by HTTP", async () => {
    await stack.build(keys);
    assert.equal(configuration(), undefined);
    assert.equal(stack.policy("acme-proofs"), undefined);
  });

  it("makes routes for proofs by HTTP, once there are definitions of them, and asks for the names itself", async () => {
    await stack.build({ ...keys, gateway: { acme } });
    assert.deepEqual(configuration(), {
      apiVersion: "controller.config.cert-manager.io/v1alpha1",
      kind: "ControllerConfiguration",
      gatewayAPI: { enabled: true },
    });
    const component = stack.registered.all().find(({ type }) => type === "plinth:k8s:CertManager");
    assert.ok(component?.dependencies.some((urn) => urn.includes("EnvoyGateway")));
    const { egress } = stack.policy("acme-proofs") as { egress: readonly Egress[] };
    assert.deepEqual(
      egress.map(({ ports }) => ports),
      [80, 10_080].map((port) => [{ protocol: "TCP", port }]),
    );
    const [anywhere, gateway] = egress.map(({ to }) => to);
    for (const { ipBlock } of anywhere ?? []) assert.ok((ipBlock?.except ?? []).length > 0);
    assert.ok(JSON.stringify(anywhere).includes("169.254.0.0/16"), "where clouds answer with credentials");
    assert.deepEqual(gateway, [fromGateway]);
  });

  it("proves by DNS on AWS, by a role of its own", async () => {
    const given = { ...keys, gateway: { acme: { ...acme, hostedZoneId: "Z0123456789" } } };
    // The schema refuses a zone elsewhere, so the config of a cluster stands in for that of AWS without it.
    await stack.build(keys, onEks());
    assert.equal(stack.policy("cert-manager-pod-identity"), undefined);
    await stack.buildUnchecked(given, onEks());
    assert.ok(stack.policy("cert-manager-pod-identity"));
    assert.equal(configuration(), undefined);
    assert.equal(stack.value("cert-manager", "serviceAccount"), undefined);
    await stack.buildUnchecked(given, onEks(["cert-manager"]));
    assert.deepEqual(stack.value("cert-manager", "serviceAccount"), {
      annotations: { "eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/plinth-cert-manager" },
    });
    assert.equal(stack.policy("cert-manager-pod-identity"), undefined);
  });
});
