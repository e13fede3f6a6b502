import assert from "node:assert/strict";
import { SecretsSettings } from "../../../model/config/services/secrets";
import { externalSecret, platformStore, storedSecret } from "../../../model/k8s/secrets";

const vault = SecretsSettings.parse({ backend: "vault" });
const aws = SecretsSettings.parse({ backend: "secretsManager" });

describe("model/k8s/secrets", () => {
  it("logs in to our own Vault as External Secrets, and trusts Vault's own authority", () => {
    assert.deepEqual(platformStore(vault).spec.provider, {
      vault: {
        server: "https://vault-active.vault.svc.cluster.local:8200",
        path: "secret",
        version: "v2",
        caProvider: { type: "Secret", name: "vault-tls", namespace: "vault", key: "ca.crt" },
        auth: {
          kubernetes: {
            mountPath: "kubernetes",
            role: "external-secrets",
            serviceAccountRef: {
              name: "external-secrets",
              namespace: "external-secrets",
              audiences: ["vault"],
            },
          },
        },
      },
    });
  });

  it("asks another Vault as the config says, by the authorities that everybody trusts", () => {
    const settings = SecretsSettings.parse({
      backend: "vault",
      address: "https://vault.example.com",
      mount: "teams/a",
      role: "team-a",
    });
    const { provider } = platformStore(settings).spec;
    assert.ok("vault" in provider);
    const { server, path, auth } = provider.vault;
    assert.deepEqual({ server, path }, { server: "https://vault.example.com", path: "teams/a" });
    assert.equal(auth.kubernetes.role, "team-a");
    assert.ok(!("caProvider" in provider.vault));
  });

  it("reads the stack's own secrets of Secrets Manager by the operator's role", () => {
    assert.deepEqual(platformStore(aws, { region: "eu-central-1", name: "plinth" }).spec.provider, {
      aws: { service: "SecretsManager", region: "eu-central-1", prefix: "plinth/" },
    });
    assert.throws(() => platformStore(aws), /AWS alone/);
  });

  it("serves the namespaces that need secrets, and no other", () => {
    assert.deepEqual(platformStore(vault).spec.conditions, [{ namespaces: ["devtools", "llm", "router"] }]);
  });

  it("takes a secret from the store that a key names, or else from the platform's", () => {
    assert.deepEqual(storedSecret({ store: "mine", key: "a" }, vault), { store: "mine", key: "a" });
    assert.deepEqual(storedSecret({ key: "a" }, vault), { store: "platform", key: "a", field: "value" });
    assert.deepEqual(storedSecret({ key: "a" }, aws), { store: "platform", key: "a" });
    assert.throws(() => storedSecret({ key: "a" }, undefined), /no store/);
  });

  it("puts one field of a stored secret into a Secret", () => {
    const { spec } = externalSecret({ name: "one", namespace: "llm" }, "token", {
      store: "platform",
      key: "platform/one",
      field: "value",
    });
    assert.deepEqual(spec.data, [
      { secretKey: "token", remoteRef: { key: "platform/one", property: "value" } },
    ]);
    assert.deepEqual(spec.secretStoreRef, { kind: "ClusterSecretStore", name: "platform" });
  });
});
