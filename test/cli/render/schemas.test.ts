import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readTree } from "../../../cli/render/proofs/objects";
import { validate } from "../../../cli/render/schemas";
import { isPlinthError } from "../../../model/errors";
import { repository } from "../../helpers/stack";

const folder = join(repository, "test", "fixtures", "render", "schemas");

/** What is said of a file, as `line: message`. */
function said(text: string, schemas = folder, kubernetes = "1.35.4"): readonly string[] {
  const { objects } = readTree(new Map([["a.yaml", text]]));
  return validate(objects, schemas, kubernetes).map(({ proof, file, line, message }) => {
    assert.deepEqual([proof, file], ["schemas", "a.yaml"]);
    return `${line}: ${message}`;
  });
}

const widget = (spec: string, metadata = "name: one"): string =>
  `apiVersion: example.org/v1\nkind: Widget\nmetadata:\n  ${metadata}\nspec:\n${spec}`;

const mistakes: Readonly<Record<string, readonly [text: string, message: string]>> = {
  "an unknown key, with the nearest": [
    widget("  replicas: 1\n  color: red\n"),
    "7: Widget one: `spec` has the unknown key `color`. Did you mean `colour`?",
  ],
  "an unknown key that is near none": [
    widget("  replicas: 1\n  velocity: 3\n"),
    "7: Widget one: `spec` has the unknown key `velocity`.",
  ],
  "a key that is missing": [
    widget("  colour: red\n"),
    "6: Widget one: `spec` has no `replicas`, which must be given.",
  ],
  "a value of another type": [
    widget('  replicas: "1"\n'),
    '6: Widget one: `spec.replicas` must be an integer. Given: "1".',
  ],
  "a word that is none of the list": [
    widget("  replicas: 1\n  colour: green\n"),
    '7: Widget one: `spec.colour` must be one of "red", "blue". Given: "green".',
  ],
  "a number below its limit": [
    widget("  replicas: -1\n"),
    "6: Widget one: `spec.replicas` must be >= 0. Given: -1.",
  ],
  "a number that is too large": [
    widget("  replicas: 3000000000\n"),
    '6: Widget one: `spec.replicas` must match format "int32". Given: 3000000000.',
  ],
  "a text of another form": [
    widget("  replicas: 1\n  since: yesterday\n"),
    '7: Widget one: `spec.since` must match format "date-time". Given: "yesterday".',
  ],
  "a text that a pattern of Go does not have": [
    widget("  replicas: 1\n  tag: A1\n"),
    '7: Widget one: `spec.tag` must match pattern "^(?i)[a-z]+$". Given: "A1".',
  ],
  "an unknown key in the metadata of a custom resource": [
    widget("  replicas: 1\n", "nam: one"),
    "4: Widget: `metadata` has the unknown key `nam`. Did you mean `name`?",
  ],
  "what fits no form, once, with its index": [
    "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {}\nspec:\n  ports:\n    - port: 1\n    - port: [80]\n",
    "7: NetworkPolicy: `spec.ports[1].port` fits none of the forms that are allowed, or more than one. Given: [80].",
  ],
  "a kind without a schema": [
    "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: one\n",
    "2: There is no schema of the kind Deployment of apps/v1, so it cannot be validated. It would be _k8s/v1.35.4-standalone-strict/deployment-apps-v1.json or apps/deployment_v1.json.",
  ],
  "a version without a schema": [
    "apiVersion: v2\nkind: Namespace\nmetadata:\n  name: one\n",
    "2: There is no schema of the kind Namespace of v2, so it cannot be validated. It would be _k8s/v1.35.4-standalone-strict/namespace-v2.json.",
  ],
};

describe("cli/render/schemas", () => {
  let work = "";
  beforeEach(() => {
    work = join(mkdtempSync(join(tmpdir(), "plinth-schemas-")), "schemas");
    cpSync(folder, work, { recursive: true });
  });
  afterEach(() => rmSync(join(work, ".."), { recursive: true }));

  for (const [what, [text, message]] of Object.entries(mistakes))
    it(`finds ${what}`, () => assert.deepEqual(said(text), [message]));

  it("finds every mistake of every object", () => {
    const text = [widget("  color: red\n"), widget("  replicas: 1\n"), widget("  replicas: a\n")].join(
      "---\n",
    );
    assert.deepEqual(
      said(text).map((each) => each.slice(0, each.indexOf(":"))),
      ["6", "6", "20"],
    );
  });

  it("lets what is valid through", () => {
    const all = "  replicas: 0\n  colour: red\n  tag: aB\n  since: 2026-01-01T00:00:00Z\n  timeout: 1h30m\n";
    assert.deepEqual(said(widget(all)), []);
    assert.deepEqual(said("apiVersion: v1\nkind: Namespace\nmetadata:\n  name: one\n"), []);
  });

  it("takes another patch of the version's minor", () => {
    assert.deepEqual(said(widget("  replicas: 1\n"), folder, "1.35.9"), []);
  });

  /** The message of a refusal. */
  function refusal(text: string, schemas: string, kubernetes?: string): string {
    try {
      said(text, schemas, kubernetes);
    } catch (error) {
      if (!isPlinthError(error)) throw error;
      return `${error.code}: ${error.message.replaceAll(work, "DIR")}`;
    }
    return "nothing was refused";
  }

  it("refuses a folder without schemas, or without those of the version", () => {
    assert.equal(
      refusal("", join(work, "none")),
      "render-schemas-invalid: DIR/none holds no schemas of Kubernetes: there is no folder DIR/none/_k8s.",
    );
    assert.equal(
      refusal("", work, "1.3.4"),
      "render-schemas-invalid: DIR/_k8s has no v1.3.4-standalone-strict; it has v1.35.4-standalone-strict.",
    );
  });

  it("refuses a schema that is none", () => {
    const file = join(work, "example.org", "widget_v1.json");
    const says: Readonly<Record<string, string>> = {
      "{": "DIR/example.org/widget_v1.json is no JSON.",
      "[]": "DIR/example.org/widget_v1.json is no JSON object.",
      '{"type": "number of things"}': "of the kind Widget of example.org/v1 is no JSON Schema: ",
      '{"pattern": "("}': "of the kind Widget of example.org/v1 is no JSON Schema: ",
    };
    for (const [text, message] of Object.entries(says)) {
      writeFileSync(file, text);
      const found = refusal(widget("  replicas: 1\n"), work);
      assert.ok(found.startsWith("render-schemas-invalid: The schema ") && found.includes(message), found);
    }
    assert.deepEqual(readdirSync(work), ["_k8s", "example.org"]);
  });
});
