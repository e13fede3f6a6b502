import { deepEqual, equal, ok } from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { crossplanePackages } from "../../model/fleet/chart-versions";
import { kubernetesPatches } from "../../model/fleet/versions";
import { skipBecause } from "../helpers/skip";
import { validate, whyNotValidated } from "./kubeconform";
import { at, readObjects } from "./read";

const objects = readObjects("fleet/crossplane");
const find = (kind: string): unknown => objects.find((object) => object.kind === kind);
const [resource] = at(find("Composition"), "spec", "pipeline", "0", "input", "resources") as {
  readonly base: Readonly<Record<string, unknown>>;
  readonly patches: readonly { readonly fromFieldPath: string; readonly toFieldPath: string }[];
}[];
const schema = at(find("CompositeResourceDefinition"), "spec", "versions", "0", "schema", "openAPIV3Schema");

describe("fleet/crossplane", () => {
  it("pins every package, as the table of versions has it", () => {
    const found = objects
      .filter(({ apiVersion }) => apiVersion === "pkg.crossplane.io/v1")
      .map(({ metadata, spec }) => [metadata.name, spec?.package]);
    deepEqual(Object.fromEntries(found), crossplanePackages);
    for (const reference of Object.values(crossplanePackages)) ok(/:v\d+\.\d+\.\d+$/.test(reference));
  });

  it("defines a namespaced resource, and composes that one", () => {
    const definition = find("CompositeResourceDefinition");
    equal(at(definition, "spec", "scope"), "Namespaced");
    const { group, names } = at(definition, "spec") as { group: string; names: { kind: string } };
    deepEqual(at(find("Composition"), "spec", "compositeTypeRef"), {
      apiVersion: `${group}/${String(at(definition, "spec", "versions", "0", "name"))}`,
      kind: names.kind,
    });
  });

  it("reads every property that is defined, and none that is not", () => {
    const defined = Object.keys(at(schema, "properties", "spec", "properties") as object);
    const read = (resource?.patches ?? []).map(({ fromFieldPath }) => fromFieldPath);
    deepEqual(
      [...new Set(read.filter((path) => path.startsWith("spec.")))].sort(),
      defined.map((name) => `spec.${name}`).sort(),
    );
  });

  it("is valid by the schemas of every kind", function () {
    const reason = whyNotValidated();
    if (reason !== undefined) skipBecause(this, reason);
    equal(validate(["fleet/crossplane"], kubernetesPatches["1.35"]), "");
  });

  it("composes a database that its provider takes", function () {
    const reason = whyNotValidated();
    if (reason !== undefined) skipBecause(this, reason);
    const values: Readonly<Record<string, unknown>> = {
      "spec.region": "eu-central-1",
      "spec.storageGiB": 20,
      "spec.multiAz": false,
    };
    const instance = structuredClone(resource?.base ?? {});
    for (const { fromFieldPath, toFieldPath } of resource?.patches ?? [])
      if (toFieldPath.startsWith("spec."))
        set(instance, toFieldPath.split("."), values[fromFieldPath] ?? "text");
    const folder = mkdtempSync(join(tmpdir(), "plinth-crossplane-"));
    try {
      const metadata = { name: "one", namespace: "databases" };
      writeFileSync(join(folder, "instance.yaml"), stringify({ ...instance, metadata }));
      equal(validate([folder], kubernetesPatches["1.35"]), "");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

function set(object: Record<string, unknown>, [key = "", ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) object[key] = value;
  else set((object[key] ??= {}) as Record<string, unknown>, rest, value);
}
