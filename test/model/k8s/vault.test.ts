import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RELOAD_SCRIPT, vaultCertificates, vaultConfig, VAULT_REPLICAS } from "../../../model/k8s/vault";

describe("model/k8s/vault", () => {
  it("has every server join any other", () => {
    const joined = [...vaultConfig().matchAll(/https:\/\/vault-(\d+)\./g)].map(([, index]) => Number(index));
    assert.deepEqual(
      joined,
      Array.from({ length: VAULT_REPLICAS }, (_, index) => index),
    );
  });

  it("says nothing of a seal but where it is given one", () => {
    const seal = { region: "eu-central-1", kmsKeyId: "alias/plinth-vault" };
    const added = vaultConfig(seal)
      .split("\n")
      .filter((line) => !vaultConfig().split("\n").includes(line));
    assert.deepEqual(added, [
      'seal "awskms" {',
      '  region     = "eu-central-1"',
      '  kms_key_id = "alias/plinth-vault"',
    ]);
  });

  it("has each certificate signed by an issuer that stands before it", () => {
    const before = new Set<string>();
    for (const { kind, metadata, spec } of vaultCertificates) {
      if ("issuerRef" in spec) assert.ok(before.has(spec.issuerRef.name), metadata.name);
      if (kind === "Issuer") before.add(metadata.name);
    }
  });

  it("tells Vault of a new certificate, and of nothing else", () => {
    const folder = mkdtempSync(join(tmpdir(), "vault-reload-"));
    const file = join(folder, "tls.crt");
    const told = join(folder, "told");
    writeFileSync(file, "old");
    // The first pause changes nothing, the second brings a new certificate, the fourth ends the loop.
    const stubs = `n=0
sleep() { n=$((n + 1)); [ "$n" != 2 ] || echo new >"${file}"; [ "$n" -lt 4 ]; }
pidof() { echo 7; }
kill() { echo "$n $*" >>"${told}"; }
`;
    const script = stubs + RELOAD_SCRIPT.replaceAll("/vault/tls/tls.crt", file);
    const { status } = spawnSync("sh", ["-ec", script]);
    assert.equal(status, 0);
    assert.equal(readFileSync(told, "utf8"), "2 -HUP 7\n");
    rmSync(folder, { recursive: true });
  });
});
