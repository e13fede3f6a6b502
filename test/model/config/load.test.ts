import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { loadConfig, rawFromStackYaml } from "../../../model/config";
import type { Config } from "../../../model/config";
import { PlinthError } from "../../../model/errors";
import { eksFull, eksMinimal, eksPools } from "./eks-expected";
import { serviceDefaults } from "./services-expected";

const fixtures = join(__dirname, "../../fixtures/config");

function load(text: string): Config {
  return loadConfig(rawFromStackYaml(parse(text), "dev"), { stack: "dev" });
}

function read(folder: "valid" | "invalid", name: string): string {
  return readFileSync(join(fixtures, folder, `${name}.yaml`), "utf8");
}

function names(folder: "valid" | "invalid"): string[] {
  return readdirSync(join(fixtures, folder)).map((file) => file.replace(/\.yaml$/, ""));
}

const composeDefaults = {
  target: "compose",
  name: "plinth",
  composeFile: "docker-compose/docker-compose.minimal.yaml",
  images: "auto",
  dataDir: "data",
  ports: { web: 8080, prefect: 4200, mlflow: 5050, vault: 8200, router: 8000 },
  router: { upstreamUrl: "http://host.docker.internal:11434/v1", auth: "none" },
};

const expected: Readonly<Record<string, unknown>> = {
  "compose-minimal": composeDefaults,
  "compose-full": {
    ...composeDefaults,
    name: "team-a",
    images: "build",
    dataDir: "../team a/data",
    ports: { web: 18080, prefect: 14200, mlflow: 15050, vault: 18200, router: 18000 },
    router: { upstreamUrl: "https://models.example/v1", auth: "keys" },
  },
  "compose-as-text": {
    ...composeDefaults,
    ports: { ...composeDefaults.ports, web: 18080, vault: 18200 },
    router: { upstreamUrl: "http://127.0.0.1:9000/v1", auth: "none" },
  },
  "compose-ports-swapped": {
    ...composeDefaults,
    ports: { ...composeDefaults.ports, prefect: 5050, mlflow: 4200 },
  },
  "compose-absolute-paths": {
    ...composeDefaults,
    composeFile: "/srv/plinth/stack.yml",
    dataDir: "/var/lib/plinth",
  },
  "other-namespaces": { ...composeDefaults, name: "old-form" },
  "kubernetes-minimal": {
    target: "kubernetes",
    name: "plinth",
    kubeconfig: "~/.kube/config",
    context: "platform",
    recipes: [],
    ...serviceDefaults,
  },
  "kubernetes-full": {
    target: "kubernetes",
    name: "team-a",
    kubeconfig: "/etc/kubernetes/platform.yaml",
    context: "admin@platform",
    recipes: ["base"],
    storageClass: "fast",
    ...serviceDefaults,
    observability: {
      metrics: { retentionDays: 30, volumeGiB: 100 },
      logs: { retentionDays: 30, volumeGiB: 50 },
      traces: { retentionDays: 7, volumeGiB: 20 },
    },
  },
  "eks-minimal": eksMinimal,
  "eks-full": eksFull,
  "eks-pools": eksPools,
};

describe("model/config/load", () => {
  it("is tested with every valid fixture", () => {
    assert.deepEqual(names("valid").sort(), Object.keys(expected).sort());
  });

  for (const name of names("valid")) {
    it(`takes ${name}`, () => {
      assert.deepEqual(load(read("valid", name)), expected[name]);
    });
  }

  for (const name of names("invalid")) {
    it(`explains ${name}`, () => {
      const text = read("invalid", name);
      const comments = text.split("\n").filter((line) => line.startsWith("#"));
      const message = comments.map((line) => line.slice(2)).join("\n");
      assert.throws(
        () => load(text),
        (error) => {
          assert.ok(error instanceof PlinthError);
          assert.equal(error.format(), message);
          assert.equal(error.exitCode, 2);
          return true;
        },
      );
    });
  }

  it("never repeats a value that Pulumi holds as a secret", () => {
    const raw = {
      "plinth:target": "compose",
      "plinth:name": "Hunter 2",
      "plinth:ports": '{"web":"Hunter 2"}',
      "plinth:router": "Hunter 2",
    };
    assert.throws(
      () => loadConfig(raw, { stack: "dev", secretKeys: Object.keys(raw) }),
      (error) => {
        assert.ok(error instanceof PlinthError);
        assert.doesNotMatch(error.format(), /Hunter/);
        assert.match(error.format(), /plinth:name is not a short DNS label\n +given: {3}\[secret\]/);
        return true;
      },
    );
  });

  it("refuses a plain key that is set as a secret, right as its value may be", () => {
    const raw = { "plinth:target": "compose", "plinth:name": "hunter2" };
    assert.throws(
      () => loadConfig(raw, { stack: "dev", secretKeys: ["plinth:name"] }),
      (error) => {
        assert.ok(error instanceof PlinthError);
        assert.match(error.format(), /plinth:name is set as a secret/);
        assert.match(error.format(), /pulumi config set plinth:name <value> --plaintext --stack dev/);
        assert.doesNotMatch(error.format(), /hunter2/);
        return true;
      },
    );
  });

  it("quotes what a shell would take apart", () => {
    assert.throws(
      () => loadConfig({ "plinth:target": "compose", "plinth:it's": "x" }, { stack: "dev" }),
      (error) =>
        error instanceof PlinthError &&
        error.format().includes(`pulumi config rm 'plinth:it'\\''s' --stack dev`),
    );
  });

  it("cuts a long value short", () => {
    const raw = { "plinth:target": "compose", "plinth:name": "x".repeat(5000) };
    assert.throws(
      () => loadConfig(raw, { stack: "dev" }),
      (error) => error instanceof PlinthError && /x… \(5002 characters\)/.test(error.format()),
    );
  });
});
