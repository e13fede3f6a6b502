import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { definitionFromSchema } from "./schema-definitions";
import { useCluster } from "./use-cluster";

const schema = {
  $schema: "http://json-schema.org/schema#",
  type: "object",
  description: "Said for readers.",
  additionalProperties: false,
  properties: {
    apiVersion: { type: "string" },
    kind: { type: "string" },
    metadata: { type: "object" },
    status: { type: "object", additionalProperties: { type: "string" } },
    spec: {
      type: "object",
      additionalProperties: false,
      required: ["port"],
      properties: {
        port: { oneOf: [{ type: "string" }, { type: "integer" }] },
        note: { type: ["string", "null"], maxLength: 5 },
        list: { type: "array", items: { type: "object", additionalProperties: false, properties: {} } },
      },
    },
  },
};

describe("test/cluster/control-plane/schema-definitions", () => {
  const cluster = useCluster();
  const kind = { apiVersion: "k8s.io/v1", kind: "Policy", namespaced: false };
  const object = (spec: Readonly<Record<string, unknown>>): Parameters<typeof cluster.apply>[0] => [
    { apiVersion: kind.apiVersion, kind: kind.kind, metadata: { name: "one" }, spec },
  ];
  let folder = "";

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "plinth-schemas-"));
    mkdirSync(join(folder, "k8s.io"));
    writeFileSync(join(folder, "k8s.io", "policy_v1.json"), JSON.stringify(schema));
    const definition = definitionFromSchema(kind, folder);
    assert.ok(definition !== undefined);
    assert.equal(definition.metadata.name, "policies.k8s.io");
    await cluster.apply([definition]);
    await cluster.kubectl(["wait", "--for=condition=Established", "crd", "--all", "--timeout=60s"]);
  });
  after(() => rmSync(folder, { recursive: true }));

  it("takes what the schema takes", async () => {
    for (const spec of [{ port: 80 }, { port: "http", note: null, list: [{}] }])
      await cluster.apply(object(spec), { dryRun: true });
  });

  for (const [what, spec, words] of [
    ["an unknown field", { port: 80, prot: 80 }, /\.spec\.prot: field not declared in schema/],
    ["a missing field", { note: "x" }, /spec\.port: Required value/],
    ["a text that is too long", { port: 80, note: "longer" }, /spec\.note: Too long/],
    ["a value of another type", { port: true }, /spec\.port: Invalid value: "boolean"/],
  ] as const)
    it(`refuses ${what}`, async () => {
      await assert.rejects(cluster.apply(object(spec), { dryRun: true }), words);
    });

  it("knows nothing of a kind without a schema, and of a folder that is not there", () => {
    assert.equal(definitionFromSchema({ ...kind, kind: "Other" }, folder), undefined);
    assert.equal(definitionFromSchema(kind, join(folder, "nowhere")), undefined);
  });
});
