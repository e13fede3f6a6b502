import assert from "node:assert/strict";
import { grafanaSignOn } from "../../../../model/k8s/sso/grafana";

const whole = { recipes: ["sso"], domain: "example.org", gateway: { issuer: "letsencrypt" } } as const;

describe("model/k8s/sso/grafana", () => {
  it("signs people on by Authelia, with a role from their groups", () => {
    const { server, "auth.generic_oauth": oauth } = grafanaSignOn(whole);
    assert.deepEqual(server, { root_url: "https://grafana.example.org" });
    assert.equal(oauth?.["token_url"], "https://auth.example.org/api/oidc/token");
    assert.equal(oauth["use_pkce"], true);
    assert.match(String(oauth["role_attribute_path"]), /'admins'\) && 'Admin' \|\| 'Viewer'/);
  });

  it("leaves Grafana as it is without a sign-on, and without a certificate that its pod trusts", () => {
    assert.deepEqual(grafanaSignOn({ ...whole, recipes: ["observability"] }), {});
    assert.deepEqual(grafanaSignOn({ ...whole, gateway: undefined }), {});
    assert.deepEqual(grafanaSignOn({ ...whole, domain: undefined }), {});
    assert.deepEqual(grafanaSignOn({}), {});
  });
});
