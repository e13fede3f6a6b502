import assert from "node:assert/strict";
import { Routes, routesArgsOf } from "../../../../components/k8s/addons/routes";
import { conformant } from "../../../helpers/clusters";
import { kubernetesConfig } from "../../../helpers/configs";
import { Registrations } from "../../../helpers/registrations";

describe("components/k8s/addons/routes", () => {
  const registered = new Registrations();

  async function build(recipes: readonly string[]): Promise<void> {
    await registered.start({ stack: "test", preview: true });
    const config = kubernetesConfig({ recipes, domain: "example.org" });
    new Routes("platform-routes", routesArgsOf({ config, cluster: conformant }));
    await registered.settled();
  }

  function named(kind: string): readonly (readonly [string, string])[] {
    return registered
      .all()
      .filter(({ inputs }) => inputs["kind"] === kind)
      .map(({ inputs }) => inputs["metadata"] as { name: string; namespace: string })
      .map(({ name, namespace }) => [namespace, name] as const);
  }

  it("leads to the services of the recipes that the stack has, and to no other", async () => {
    await build(["sso", "ray"]);
    assert.deepEqual(named("HTTPRoute"), [["envoy-gateway-system", "ray"]]);
    assert.deepEqual(named("ReferenceGrant"), [["ray", "gateway"]]);
    assert.deepEqual(named("NetworkPolicy"), [["ray", "gateway"]]);
  });

  it("leads nowhere where there is no service", async () => {
    await build(["sso"]);
    assert.deepEqual(
      registered.all().filter(({ type }) => type.startsWith("kubernetes:")),
      [],
    );
  });

  it("speaks TLS with Vault, and believes its own authority alone", async () => {
    await build(["sso", "vault"]);
    const policy = registered.all().find(({ inputs }) => inputs["kind"] === "BackendTLSPolicy");
    assert.deepEqual((policy?.inputs["spec"] as { validation: unknown }).validation, {
      hostname: "vault-active.vault.svc.cluster.local",
      caCertificateRefs: [{ group: "", kind: "Secret", name: "vault-tls" }],
    });
  });

  it("gives Grafana the platform's authority, in types that the engine knows", async () => {
    await build(["sso", "observability"]);
    const found = registered.all().map(({ type, inputs }) => [type, inputs["kind"]]);
    for (const known of [
      ["kubernetes:core/v1:ServiceAccount", "ServiceAccount"],
      ["kubernetes:rbac.authorization.k8s.io/v1:Role", "Role"],
      ["kubernetes:rbac.authorization.k8s.io/v1:RoleBinding", "RoleBinding"],
      ["kubernetes:networking.k8s.io/v1:NetworkPolicy", "NetworkPolicy"],
      ["kubernetes:external-secrets.io/v1alpha1:PushSecret", "PushSecret"],
    ])
      assert.ok(
        found.some((one) => one.join() === known.join()),
        known.join(),
      );
  });

  it("lets Grafana ask the sign-on where an issuer gives the certificate, with no authority", async () => {
    await registered.start({ stack: "test", preview: true });
    const config = kubernetesConfig({
      recipes: ["sso", "observability"],
      gateway: { issuer: "letsencrypt" },
    });
    new Routes("platform-routes", routesArgsOf({ config, cluster: conformant }));
    await registered.settled();
    assert.deepEqual([...named("NetworkPolicy")].sort(), [
      ["observability", "gateway"],
      ["observability", "grafana-sign-on"],
    ]);
    assert.deepEqual(named("PushSecret"), []);
  });

  it("cannot be made without a domain", () => {
    const config = { ...kubernetesConfig(), recipes: ["sso"] } as never;
    assert.throws(() => routesArgsOf({ config, cluster: conformant }), /no domain/);
  });
});
