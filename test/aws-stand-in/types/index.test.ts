import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Schema } from "../schema";
import type { Properties } from "../schema";
import type { ValueType } from "../type-expression";
import { knownTypes, rulesOf } from ".";

const components = join(__dirname, "../../../components");
const schema = new Schema();

/** Types of AWS that the components import, each as `aws:ec2/vpc:Vpc`. */
function importedTypes(): readonly string[] {
  const sources = readdirSync(components, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  );
  const imports = sources.flatMap((file) => [
    ...readFileSync(join(components, file), "utf8").matchAll(/"@pulumi\/aws\/([a-z0-9]+)\/(\w+)"/gi),
  ]);
  const types = imports.map(([, module = "", name = ""]) => {
    const type = name.charAt(0).toUpperCase() + name.slice(1);
    return `aws:${module}/${name}:${type}`;
  });
  return [...new Set(types)].sort();
}

/** Whether a path, as `vpcConfig.subnetIds`, leads to a property. */
function leads([first = "", ...rest]: readonly string[], properties: Properties): boolean {
  const found = properties.get(first);
  if (found === undefined) return false;
  if (rest.length === 0) return true;
  const inner: ValueType = found.type.kind === "list" ? found.type.items : found.type;
  return inner.kind === "object" && leads(rest, schema.shape("input", inner.shape));
}

describe("test/aws-stand-in/types", () => {
  it("know every type of AWS that the components use", () => {
    const types = importedTypes().filter((type) => schema.type(type) !== undefined);
    assert.ok(types.length > 20);
    assert.deepEqual(
      types.filter((type) => rulesOf(type) === undefined),
      [],
    );
  });

  for (const type of knownTypes) {
    it(`name only what @pulumi/aws declares of ${type}`, () => {
      const declared = schema.type(type);
      const rules = rulesOf(type);
      assert.ok(declared && rules, "there is no such type");
      const wrong = rules.replaces.filter((path) => !leads(path.split("."), declared.inputs));
      assert.deepEqual(wrong, []);
      const { nameProperty = "" } = rules;
      if (nameProperty !== "") assert.ok(declared.inputs.has(nameProperty), nameProperty);
    });
  }
});
