import { deepEqual, equal, ok } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { yamlFiles } from "./read";

const root = join(__dirname, "..", "..");
const encrypted = /^ENC\[AES256_GCM,data:[^\]]*\]$/;

interface Rule {
  readonly path_regex: string;
  readonly encrypted_regex?: string;
  readonly age: string;
}

const { creation_rules: rules } = parse(readFileSync(join(root, "fleet/sops/.sops.yaml"), "utf8")) as {
  readonly creation_rules: readonly Rule[];
};
const ruleOf = (path: string): Rule | undefined =>
  rules.find((rule) => new RegExp(rule.path_regex).test(path));
const examples = yamlFiles("fleet/sops/examples");

/** Every scalar below a value, with the top-level key that it is under. */
function scalars(value: unknown, top = ""): [string, unknown][] {
  if (typeof value !== "object" || value === null) return [[top, value]];
  return Object.entries(value).flatMap(([key, inner]) => scalars(inner, top === "" ? key : top));
}

describe("fleet/sops", () => {
  it("encrypts the values of Secrets, and Talos' files as a whole", () => {
    equal(ruleOf("clusters/one/token.sops.yaml")?.encrypted_regex, "^(data|stringData)$");
    equal(ruleOf("clusters/one/token.sops.yml")?.encrypted_regex, "^(data|stringData)$");
    const talos = ruleOf("clusters/one/talos/secrets.sops.yaml");
    ok(talos !== undefined && talos.encrypted_regex === undefined);
    equal(ruleOf("clusters/one/token.yaml"), undefined);
  });

  it("has examples that are encrypted, for the key of the policy", () => {
    equal(examples.length, 2);
    for (const file of examples) {
      const rule = ruleOf(file);
      const { sops, ...rest } = parse(readFileSync(join(root, file), "utf8")) as {
        readonly sops: { readonly age: readonly { readonly recipient: string }[] };
      };
      deepEqual(
        sops.age.map(({ recipient }) => recipient),
        [rule?.age],
      );
      const pattern = new RegExp(rule?.encrypted_regex ?? "");
      const secret = scalars(rest).filter(([top]) => pattern.test(top));
      ok(secret.length > 0);
      for (const [, value] of secret) ok(encrypted.test(String(value)), `${file}: ${String(value)}`);
    }
  });
});
