import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { prometheusPods } from "../../../../model/k8s/observability";
import { vaultPorts } from "../../../../model/k8s/vault";
import { workloads } from "../../../../model/eks/workloads";
import { images } from "../../../../model/versions";
import { onEks } from "../../../helpers/clusters";
import { ServiceStack } from "../../../helpers/service-stack";

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
});
