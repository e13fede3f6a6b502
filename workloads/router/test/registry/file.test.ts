import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { ConfigError } from "../../src/config-error.ts";
import { readRegistryFile } from "../../src/registry/file.ts";

const BACKEND = { kind: "openai-compatible", url: "http://127.0.0.1:1/v1" };
const MODEL = { targets: [{ backend: "b", model: "m" }] };

describe("registry/file", () => {
  let folder: string;
  let path: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "plinth-registry-"));
    path = join(folder, "registry.yaml");
  });
  after(() => rmSync(folder, { recursive: true }));

  /** What is said of a file with this text, or of none at all. */
  function mistakesOf(text: string | undefined): readonly string[] {
    rmSync(path, { force: true });
    if (text !== undefined) writeFileSync(path, text);
    try {
      readRegistryFile(path);
    } catch (error) {
      assert.ok(error instanceof ConfigError);
      return error.issues.map((issue) => issue.replace(path, "FILE"));
    }
    return [];
  }

  const of = (file: object): readonly string[] => mistakesOf(JSON.stringify(file));

  it("reads YAML and JSON, and an empty file as no models", () => {
    assert.deepEqual(of({ backends: { b: BACKEND }, models: { m: MODEL } }), []);
    assert.deepEqual(mistakesOf("backends: {}\nmodels: {}\n"), []);
    assert.deepEqual(mistakesOf(""), []);
  });

  it("says why it cannot be read", () => {
    const [missing] = mistakesOf(undefined);
    assert.match(missing ?? "", /^ROUTER_REGISTRY_FILE names FILE, which cannot be read as YAML \(ENOENT\);/);
    const [broken] = mistakesOf("models: [");
    assert.match(broken ?? "", /cannot be read as YAML \(.+\); it must be a file with backends and models\./);
  });

  it("names every mistake of a file at once", () => {
    const mistakes = of({
      backends: { b: { ...BACKEND, url: 5 }, c: { ...BACKEND, colour: "blue" } },
      models: { m: { targets: [{ backend: "b" }] } },
    });
    assert.equal(mistakes.length, 3, mistakes.join("\n"));
    assert.match(mistakes.join("\n"), /^FILE: backends\.b\.url is 5; it must be .+\.$/m);
    assert.match(mistakes.join("\n"), /^FILE: backends\.c has the unknown colour; see the README's table/m);
    assert.match(mistakes.join("\n"), /^FILE: models\.m\.targets\.0\.model is missing; it must be .+\.$/m);
  });

  it("says what a name may be", () => {
    assert.deepEqual(of({ backends: { Big: BACKEND }, models: { "modèle 1": MODEL } }), [
      'FILE: backends has the name "Big"; it must be a name of lower-case letters, digits and hyphens.',
      'FILE: models has the name "modèle 1"; it must be a name of 1 to 128 letters, digits and the characters . _ - / : @ *.',
    ]);
  });
});
