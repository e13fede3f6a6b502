import assert from "node:assert/strict";
import { Gateway, gatewayArgsOf } from "../../../../components/k8s/addons/gateway";
import type { GatewaySettings } from "../../../../model/k8s/gateway";
import { serveRoutes } from "../../../../model/k8s/routes";
import { servedHosts } from "../../../../model/k8s/sso/routes";
import { conformant, onEks } from "../../../helpers/clusters";
import { eksConfig, kubernetesConfig } from "../../../helpers/configs";
import { Registrations } from "../../../helpers/registrations";
import { ServiceStack } from "../../../helpers/service-stack";

interface GatewaySpec {
  readonly listeners: readonly {
    readonly name: string;
    readonly hostname?: string;
    readonly allowedRoutes: { readonly namespaces: { readonly from: string } };
  }[];
}

interface Certificate {
  readonly spec: { readonly dnsNames: readonly string[] };
}

interface ProxySpec {
  readonly provider: {
    readonly kubernetes: { readonly envoyService?: { readonly annotations: Record<string, string> } };
  };
}

describe("components/k8s/addons/gateway", () => {
  const registered = new Registrations();

  async function build(settings: GatewaySettings): Promise<void> {
    await registered.start({ stack: "test", preview: true });
    new Gateway("platform-gateway", settings);
    await registered.settled();
  }

  function specs<Spec>(kind: string): Spec[] {
    const found = registered.all().filter(({ inputs }) => inputs["kind"] === kind);
    return found.map(({ inputs }) => inputs["spec"] as Spec);
  }

  const settings = { domain: "plinth.example.org" };

  it("serves names below the domain, to routes of its own namespace alone", async () => {
    await build(settings);
    const [{ listeners } = { listeners: [] }] = specs<GatewaySpec>("Gateway");
    assert.deepEqual(
      listeners.map(({ name, hostname }) => [name, hostname]),
      [
        ["http", undefined],
        ["https", "*.plinth.example.org"],
      ],
    );
    for (const { allowedRoutes } of listeners) assert.equal(allowedRoutes.namespaces.from, "Same");
  });

  it("sends all of HTTP to HTTPS, and speaks TLS 1.2 at least", async () => {
    await build(settings);
    assert.deepEqual(
      specs<{ parentRefs: unknown; rules: unknown }>("HTTPRoute").map(({ parentRefs, rules }) => [
        parentRefs,
        rules,
      ]),
      [
        [
          [{ name: "gateway", sectionName: "http" }],
          [{ filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "https", statusCode: 301 } }] }],
        ],
      ],
    );
    const [policy] = specs<{ tls: unknown }>("ClientTrafficPolicy");
    assert.deepEqual(policy?.tls, { minVersion: "1.2" });
  });

  it("lets nobody say from outside who they are", async () => {
    await build(settings);
    const [policy] = specs<{ headers: { earlyRequestHeaders: { remove: string[] } } }>("ClientTrafficPolicy");
    assert.deepEqual(policy?.headers.earlyRequestHeaders.remove, [
      "Remote-User",
      "Remote-Groups",
      "Remote-Name",
      "Remote-Email",
    ]);
  });

  it("has its certificate from an authority of the platform's own", async () => {
    await build(settings);
    const certificates = specs<{ isCA?: boolean; issuerRef: unknown; dnsNames?: string[] }>("Certificate");
    assert.deepEqual(
      certificates.map(({ isCA = false, issuerRef, dnsNames }) => [isCA, issuerRef, dnsNames]),
      [
        [true, { name: "self-signed", kind: "Issuer" }, undefined],
        [false, { name: "platform-ca", kind: "Issuer" }, ["plinth.example.org", "*.plinth.example.org"]],
      ],
    );
  });

  it("has it from the issuer that is named, and then makes no authority", async () => {
    await build({ ...settings, issuer: "letsencrypt" });
    assert.deepEqual(specs("Issuer"), []);
    const [certificate, ...others] = specs<{ issuerRef: unknown }>("Certificate");
    assert.deepEqual(others, []);
    assert.deepEqual(certificate?.issuerRef, { name: "letsencrypt", kind: "ClusterIssuer" });
  });

  it("has room for many streams at once, and no other policy in place of that", async () => {
    const bound = 16_384;
    const circuitBreaker = {
      maxConnections: bound,
      maxPendingRequests: bound,
      maxParallelRequests: bound,
    };
    const stack = new ServiceStack();
    await stack.build({ recipes: ["sso", "router"] });
    const inputs = stack.registered.all().map(({ inputs: each }) => each);
    const policies = inputs.filter(({ kind }) => kind === "BackendTrafficPolicy");
    assert.deepEqual(
      policies.map(({ spec }) => spec),
      [
        {
          targetRefs: [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: "gateway" }],
          circuitBreaker,
        },
      ],
    );
    const guard = inputs.find(({ kind }) => kind === "SecurityPolicy")?.["spec"] as {
      readonly extAuth: { readonly http: { readonly backendSettings: unknown } };
    };
    assert.deepEqual(guard.extAuth.http.backendSettings, { circuitBreaker });
  });

  describe("by ACME", () => {
    const acme = { email: "platform@example.org", environment: "production" } as const;
    interface Issuer {
      readonly acme: { readonly server: string; readonly email: string; readonly solvers: readonly object[] };
    }

    it("has a certificate for each name that is served, proved by HTTP at the listener without TLS", async () => {
      const config = kubernetesConfig({
        recipes: ["sso", "observability", "ray"],
        domain: "a.example.org",
        gateway: { acme },
      });
      await build(gatewayArgsOf({ config, cluster: conformant }));
      const [certificate, ...others] = specs<{ dnsNames: string[]; issuerRef: unknown }>("Certificate");
      assert.deepEqual(others, []);
      assert.deepEqual(
        certificate?.dnsNames,
        ["alertmanager", "auth", "grafana", "prometheus", "ray"].map((name) => `${name}.a.example.org`),
      );
      assert.deepEqual(certificate.issuerRef, { name: "acme", kind: "ClusterIssuer" });
      const [issuer] = specs<Issuer>("ClusterIssuer");
      assert.equal(issuer?.acme.server, "https://acme-v02.api.letsencrypt.org/directory");
      assert.equal(issuer.acme.email, acme.email);
      assert.deepEqual(issuer.acme.solvers, [
        {
          http01: {
            gatewayHTTPRoute: {
              parentRefs: [
                {
                  kind: "Gateway",
                  name: "gateway",
                  namespace: "envoy-gateway-system",
                  sectionName: "http",
                },
              ],
              serviceType: "ClusterIP",
              podTemplate: { spec: { priorityClassName: "plinth-platform" } },
            },
          },
        },
      ]);
    });

    it("has every name that a route leads from, also of services on Ray", async () => {
      const applications = [{ name: "a", import_path: "a:b", deployments: [{ name: "A" }] }];
      const stack = new ServiceStack();
      await stack.build({
        ...{ recipes: ["sso", "ray", "devtools"], domain: "a.example.org", gateway: { acme } },
        ray: { services: { digits: { applications } } },
      });
      const inputs = stack.registered.all().map(({ inputs: each }) => each);
      const hosts = inputs
        .filter(({ kind }) => kind === "HTTPRoute")
        .flatMap(({ spec }) => (spec as { readonly hostnames?: readonly string[] }).hostnames ?? []);
      assert.ok(hosts.includes("auth.a.example.org") && hosts.includes("digits.a.example.org"));
      const certificate = inputs.find(({ kind }) => kind === "Certificate") as unknown as Certificate;
      assert.deepEqual(certificate.spec.dnsNames, hosts.sort());
    });

    it("has no name of a service on Ray where there is no Ray", () => {
      const more = serveRoutes({ digits: {} });
      assert.deepEqual(servedHosts(["sso", "router"], "a", more), ["auth.a", "router.a"]);
      assert.deepEqual(servedHosts(["sso", "ray"], "a", more), ["auth.a", "digits.a", "ray.a"]);
    });

    it("has a wildcard on AWS, proved by DNS in the one zone", async () => {
      const config = eksConfig({
        recipes: ["gateway"],
        domain: "a.example.org",
        internetEgress: { reason: "Images come from public registries" },
        gateway: { acme: { ...acme, environment: "staging", hostedZoneId: "Z0123456789" } },
      });
      await build(gatewayArgsOf({ config, cluster: onEks() }));
      const [certificate] = specs<{ dnsNames: string[] }>("Certificate");
      assert.deepEqual(certificate?.dnsNames, ["a.example.org", "*.a.example.org"]);
      const [issuer] = specs<Issuer>("ClusterIssuer");
      assert.equal(issuer?.acme.server, "https://acme-staging-v02.api.letsencrypt.org/directory");
      assert.deepEqual(issuer.acme.solvers, [
        {
          selector: { dnsZones: ["a.example.org"] },
          dns01: { route53: { hostedZoneID: "Z0123456789", region: "eu-central-1" } },
        },
      ]);
    });
  });

  it("is reached inside of the VPC alone on AWS", async () => {
    const internetEgress = { reason: "Images come from public registries" };
    const config = eksConfig({ recipes: ["gateway"], domain: "plinth.example.org", internetEgress });
    await build(gatewayArgsOf({ config, cluster: onEks() }));
    const [proxy] = specs<ProxySpec>("EnvoyProxy");
    const annotations = proxy?.provider.kubernetes.envoyService?.annotations ?? {};
    assert.equal(annotations["service.beta.kubernetes.io/aws-load-balancer-internal"], "true");
    assert.equal(annotations["service.beta.kubernetes.io/aws-load-balancer-scheme"], "internal");
  });

  it("has the domain and the issuer of the config", () => {
    const config = kubernetesConfig({
      recipes: ["gateway"],
      domain: "a.example.org",
      gateway: { issuer: "own" },
    });
    assert.deepEqual(gatewayArgsOf({ config, cluster: conformant }), {
      domain: "a.example.org",
      issuer: "own",
    });
  });

  it("cannot be made without a domain", () => {
    const config = { ...kubernetesConfig(), recipes: ["gateway"] } as never;
    assert.throws(() => gatewayArgsOf({ config, cluster: conformant }), /no domain/);
  });
});
