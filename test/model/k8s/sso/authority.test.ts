import assert from "node:assert/strict";
import { authorityObjects } from "../../../../model/k8s/sso/authority";

interface Rule {
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

describe("model/k8s/sso/authority", () => {
  const objects = authorityObjects("observability");
  const spec = (id: string): Readonly<Record<string, unknown>> =>
    objects[id]?.["spec"] as Readonly<Record<string, unknown>>;

  it("gives a namespace the certificate alone, as a Secret that needs no key beside it", () => {
    const { data, template, selector } = spec("authority");
    assert.deepEqual(selector, { secret: { name: "platform-ca" } });
    assert.deepEqual(template, { type: "Opaque" });
    assert.deepEqual(data, [
      { match: { secretKey: "ca.crt", remoteRef: { remoteKey: "platform-ca", property: "ca.crt" } } },
    ]);
  });

  it("lets nobody outside of the gateway's namespace read the authority", () => {
    const role = objects["authority-role"] as unknown as { readonly rules: readonly Rule[] };
    assert.equal(objects["authority-role"]?.metadata.namespace, "observability");
    for (const { resources, resourceNames, verbs } of role.rules) {
      assert.deepEqual(resources, ["secrets"]);
      if (verbs.includes("get")) assert.deepEqual(resourceNames, ["platform-ca"]);
      else assert.deepEqual(verbs, ["create"]);
    }
    for (const id of ["authority-account", "authority-store", "authority"])
      assert.equal(objects[id]?.metadata.namespace, "envoy-gateway-system", id);
  });

  it("writes as an account of its own, whose token no pod has", () => {
    const account = objects["authority-account"];
    assert.equal(account?.["automountServiceAccountToken"], false);
    const { provider } = spec("authority-store") as {
      readonly provider: {
        readonly kubernetes: {
          readonly remoteNamespace: string;
          readonly auth: { readonly serviceAccount: { readonly name: string } };
        };
      };
    };
    assert.equal(provider.kubernetes.remoteNamespace, "observability");
    assert.equal(provider.kubernetes.auth.serviceAccount.name, account.metadata.name);
    const binding = objects["authority-binding"] as unknown as { readonly subjects: readonly object[] };
    assert.deepEqual(binding.subjects, [
      { kind: "ServiceAccount", name: account.metadata.name, namespace: "envoy-gateway-system" },
    ]);
  });
});
