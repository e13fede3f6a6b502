import assert from "node:assert/strict";
import { grafanaSignOn } from "../../../../model/k8s/sso/grafana";

const whole = { recipes: ["sso"], domain: "example.org", gateway: { issuer: "letsencrypt" } } as const;
const nothing = { "grafana.ini": {} };

describe("model/k8s/sso/grafana", () => {
  it("signs people on by Authelia, with a role from their groups and none without one", () => {
    const { server, "auth.generic_oauth": oauth } = grafanaSignOn(whole)["grafana.ini"];
    assert.deepEqual(server, { root_url: "https://grafana.example.org" });
    assert.equal(oauth?.["token_url"], "https://auth.example.org/api/oidc/token");
    assert.equal(oauth["use_pkce"], true);
    assert.equal(
      oauth["role_attribute_path"],
      "contains(groups[*], 'admins') && 'Admin' || contains(groups[*], 'users') && 'Viewer'",
    );
    assert.equal(oauth["role_attribute_strict"], true);
  });

  it("trusts the platform's own authority where that gives the certificate, and never any certificate", () => {
    const { "grafana.ini": sections, extraSecretMounts: mounts } = grafanaSignOn({
      ...whole,
      gateway: undefined,
    });
    const oauth = sections["auth.generic_oauth"] ?? {};
    assert.deepEqual(
      mounts?.map(({ secretName, optional }) => [secretName, optional]),
      [["platform-ca", true]],
    );
    assert.equal(oauth["tls_client_ca"], `${mounts[0]?.mountPath ?? ""}/ca.crt`);
    assert.ok(!("tls_skip_verify_insecure" in oauth));
  });

  it("needs no authority of its own where an issuer that all trust gives the certificate", () => {
    const { "grafana.ini": sections, extraSecretMounts: mounts } = grafanaSignOn(whole);
    assert.equal(mounts, undefined);
    assert.ok(!("tls_client_ca" in (sections["auth.generic_oauth"] ?? {})));
  });

  it("takes no certificate that nobody trusts, and leaves Grafana its password then", () => {
    const acme = { email: "platform@example.org", environment: "production" } as const;
    const { "grafana.ini": sections, extraSecretMounts } = grafanaSignOn({ ...whole, gateway: { acme } });
    assert.ok("auth.generic_oauth" in sections);
    assert.equal(extraSecretMounts, undefined);
    const staging = { acme: { ...acme, environment: "staging" } } as const;
    assert.deepEqual(grafanaSignOn({ ...whole, gateway: staging }), nothing);
  });

  it("leaves Grafana as it is without a sign-on", () => {
    assert.deepEqual(grafanaSignOn({ ...whole, recipes: ["observability"] }), nothing);
    assert.deepEqual(grafanaSignOn({ ...whole, domain: undefined }), nothing);
    assert.deepEqual(grafanaSignOn({}), nothing);
  });
});
