import assert from "node:assert/strict";
import { Routes, routesArgsOf } from "../../../../components/k8s/addons/routes";
import { conformant } from "../../../helpers/clusters";
import { kubernetesConfig } from "../../../helpers/configs";
import { Registrations } from "../../../helpers/registrations";

describe("components/k8s/addons/routes", () => {
  const registered = new Registrations();

  async function build(recipes: readonly string[], keys: object = {}): Promise<void> {
    await registered.start({ stack: "test", preview: true });
    const config = kubernetesConfig({ recipes, domain: "example.org", ...keys });
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

  it("leads to services on Ray by names of their own, on the one port that they answer at", async () => {
    const applications = [{ name: "a", import_path: "a:b", deployments: [{ name: "A" }] }];
    await build(["sso", "ray"], { ray: { services: { digits: { applications } } } });
    assert.deepEqual(named("HTTPRoute"), [
      ["envoy-gateway-system", "ray"],
      ["envoy-gateway-system", "digits"],
    ]);
    const found = (name: string) => registered.all().find((one) => one.name === `platform-routes-${name}`);
    const route = found("service-digits")?.inputs["spec"] as {
      readonly hostnames: readonly string[];
      readonly rules: readonly { readonly backendRefs: readonly object[]; readonly filters: unknown }[];
    };
    assert.deepEqual(route.hostnames, ["digits.example.org"]);
    assert.deepEqual(route.rules[0]?.backendRefs, [
      { name: "digits-serve-svc", namespace: "ray", port: 8000 },
    ]);
    // Its code is anybody's who may have a service, and no session of the sign-on reaches it.
    assert.deepEqual(route.rules[0].filters, [
      { type: "RequestHeaderModifier", requestHeaderModifier: { remove: ["Cookie"] } },
    ]);
    const policy = found("ray-policy")?.inputs["spec"] as {
      readonly ingress: readonly { readonly ports: readonly { readonly port: number }[] }[];
    };
    assert.deepEqual(
      policy.ingress[0]?.ports.map(({ port }) => port),
      [8265, 8000],
    );
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
