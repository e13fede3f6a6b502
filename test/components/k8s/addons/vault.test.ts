import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { podMonitors } from "../../../../model/k8s/monitors";
import { prometheusPods } from "../../../../model/k8s/observability";
import { vaultPorts } from "../../../../model/k8s/vault";
import { workloads } from "../../../../model/eks/workloads";
import { images } from "../../../../model/versions";
import { onEks } from "../../../helpers/clusters";
import { needImage } from "../../../helpers/images";
import { ServiceStack } from "../../../helpers/service-stack";
import { VaultContainer } from "../../../helpers/vault-container";

const recipes = ["vault"];

interface Certificate {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: { readonly dnsNames: readonly string[]; readonly issuerRef: { readonly name: string } };
}

describe("components/k8s/addons/vault", () => {
  const stack = new ServiceStack();
  const server = (...path: string[]): unknown => stack.value("vault", "server", ...path);
  const config = (): string => String(server("ha", "raft", "config"));

  it("runs three servers of the laptop stack's version, each with a volume of the config's size and class", async () => {
    await stack.build({ recipes, storageClass: "fast", vault: { volumeGiB: 30 } });
    const image = server("image") as Record<string, string>;
    assert.equal(`${image["repository"] ?? ""}:${image["tag"] ?? ""}`, images.vault.pull);
    assert.equal(server("ha", "replicas"), 3);
    assert.deepEqual(server("dataStorage"), { size: "30Gi", storageClass: "fast" });
  });

  it("unpacks a snapshot that is restored on its volume, and not in memory", async () => {
    await stack.build({ recipes });
    assert.match(config(), /storage "raft" \{\n {2}path = "\/vault\/data"/);
    assert.equal(server("extraEnvironmentVars", "TMPDIR"), "/vault/data");
    const volumes = server("volumeMounts") as readonly { readonly mountPath: string }[];
    // The chart mounts it: nothing else may lie there.
    assert.ok(volumes.every(({ mountPath }) => mountPath !== "/vault/data"));
  });

  it("speaks TLS alone, by a certificate of Vault's own authority for every name that it has", async () => {
    await stack.build({ recipes });
    assert.equal(stack.value("vault", "global", "tlsDisable"), false);
    assert.doesNotMatch(config(), /tls_disable/);
    const certificates = stack.registered
      .all()
      .filter(({ type }) => type === "kubernetes:cert-manager.io/v1:Certificate")
      .map(({ inputs }) => inputs as unknown as Certificate);
    const tls = certificates.find(({ metadata }) => metadata.name === "vault-tls");
    assert.equal(tls?.spec.issuerRef.name, "vault-ca");
    for (const [, name = ""] of config().matchAll(/https:\/\/vault-\d\.([a-z.-]+):8200/g))
      assert.ok(tls.spec.dnsNames.includes(`*.${name}`), name);
    assert.ok(tls.spec.dnsNames.includes("vault-active.vault.svc.cluster.local"));
  });

  it("is unsealed by people where there is no key in a cloud", async () => {
    await stack.build({ recipes });
    assert.doesNotMatch(config(), /seal/);
    assert.equal(stack.policy("vault-pod-identity"), undefined);
  });

  it("unseals itself on AWS with the stack's own key, by the role that EKS hands to its service account", async () => {
    await stack.build({ recipes }, onEks());
    assert.match(
      config(),
      /seal "awskms" \{\n {2}region {5}= "eu-central-1"\n {2}kms_key_id = "alias\/plinth-vault"\n\}/,
    );
    assert.equal(server("serviceAccount"), undefined);
    const { namespace, serviceAccount } = workloads.vault;
    const { namespace: found, name } = stack.release("vault");
    assert.deepEqual({ found, name }, { found: namespace, name: serviceAccount });
    assert.ok(stack.policy("vault-pod-identity"));
  });

  it("names its role in an annotation where the config asks for that, and in no other way", async () => {
    await stack.build({ recipes }, onEks(["vault"]));
    assert.deepEqual(server("serviceAccount", "annotations"), {
      "eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/plinth-vault",
    });
    assert.equal(stack.policy("vault-pod-identity"), undefined);
  });

  it("injects nothing into other pods, and is reached by who is named alone", async () => {
    await stack.build({ recipes });
    assert.deepEqual(stack.value("vault", "injector"), { enabled: false });
    assert.deepEqual(stack.policy("default-deny"), { podSelector: {}, policyTypes: ["Ingress", "Egress"] });
    const { ingress } = stack.policy("vault") as { readonly ingress: readonly { readonly from: object[] }[] };
    const peers = ingress.flatMap(({ from }) => from);
    assert.equal(peers.length, 6);
    // At its own port, where metrics are to be had without a token.
    assert.deepEqual(
      ingress.filter(({ from }) => from.some((peer) => isDeepStrictEqual(peer, prometheusPods))),
      [{ from: [prometheusPods], ports: [{ port: vaultPorts.metrics, protocol: "TCP" }] }],
    );
    assert.ok(peers.every((peer) => Object.keys(peer).length > 0 && !JSON.stringify(peer).includes("{}")));
  });

  describe("is what a real Vault does", function () {
    this.timeout(120_000);
    const vault = new VaultContainer();
    const token = { token: "" };
    let metrics = "";

    before(async function () {
      const image = await needImage(this, images.vault);
      await stack.build({ recipes });
      const [endpoint] = podMonitors.find(({ name }) => name === "vault")?.podMetricsEndpoints ?? [];
      assert.ok(endpoint?.path !== undefined && endpoint.params !== undefined);
      metrics = `${endpoint.path}?format=${endpoint.params["format"]?.[0] ?? ""}`;
      // There is no API server to say to which server is active; all else is as it is.
      const written = config();
      const alone = written.replace('service_registration "kubernetes" {}', "");
      assert.notEqual(alone, written);
      await vault.start(image, alone);
    });
    after(async () => {
      await vault.remove();
    });

    it("is well but not ready while nobody has unsealed it, and says that it is sealed", async () => {
      const [alive, ready] = ["livenessProbe", "readinessProbe"].map((probe) =>
        String(server(probe, "path")),
      );
      assert.equal((await vault.ask("api", alive ?? "")).status, 204);
      assert.equal((await vault.ask("api", ready ?? "")).status, 501);
      const sealed = await vault.ask("metrics", metrics);
      assert.equal(sealed.status, 200);
      assert.match(sealed.body, /^vault_core_unsealed(\{.*\})? 0$/m);
      token.token = await vault.open();
      for (const probe of [alive, ready]) assert.equal((await vault.ask("api", probe ?? "")).status, 200);
    });

    it("shows its metrics without a token where Prometheus asks, and with one alone where all others do", async () => {
      const found = await vault.ask("metrics", metrics);
      assert.equal(found.status, 200);
      assert.match(found.body, /^vault_core_unsealed\{.*\} 1$/m);
      assert.match(found.body, /^vault_raft_peers 1$/m);
      assert.equal((await vault.ask("api", metrics)).status, 403);
      assert.equal((await vault.ask("api", metrics, token)).status, 200);
    });

    it("asks for a token for all else, at either port", async () => {
      for (const port of ["api", "metrics"] as const)
        for (const path of [
          "/v1/sys/mounts",
          "/v1/sys/pprof/heap",
          "/v1/secret/data/x",
          "/v1/sys/in-flight-req",
        ]) {
          assert.equal((await vault.ask(port, path)).status, 403, `${port} ${path}`);
          assert.notEqual((await vault.ask(port, path, token)).status, 403, `${port} ${path}`);
        }
    });

    it("reads a new certificate, for both ports, when it is told to", async () => {
      const old = (await vault.ask("api", "/v1/sys/health")).certificate;
      vault.renewCertificate();
      await vault.reload();
      // The authority is another one as well: whoever answers has the new certificate.
      for (const port of ["api", "metrics"] as const) {
        await vault.until(async () => (await vault.ask(port, "/v1/sys/health")).status === 200);
        assert.notEqual((await vault.ask(port, "/v1/sys/health")).certificate, old);
      }
    });
  });
});
