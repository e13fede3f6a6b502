import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  changeRules,
  effectNames,
  fieldRule,
  managementKind,
  objectRule,
} from "../../../../model/fleet/changes";
import type { FieldChange } from "../../../../model/fleet/changes";
import { anyFields } from "../../../../model/fleet/changes/any";
import { managementFields } from "../../../../model/fleet/changes/management";

const change = (kind: string, path: string, more: Partial<FieldChange> = {}): FieldChange => ({
  kind,
  name: "demo",
  path: path.split("."),
  old: "a",
  new: "b",
  sameName: true,
  ...more,
});
const deployment = "cluster.x-k8s.io/MachineDeployment";
const controlPlane = "controlplane.cluster.x-k8s.io/TalosControlPlane";
const release = "helm.toolkit.fluxcd.io/HelmRelease";

describe("model/fleet/changes", () => {
  const all = [
    ...Object.values(changeRules).flatMap(({ fields }) => fields),
    ...anyFields,
    ...managementFields,
  ];

  it("gives every rule a reason in sentences and a source", () => {
    const objects = Object.keys(changeRules).flatMap((kind) => [
      objectRule(kind, "added"),
      objectRule(kind, "removed"),
    ]);
    for (const { effect, why, fix, url } of [...all, ...objects]) {
      assert.ok(effectNames.includes(effect));
      assert.match(why, /^[A-Z`].*\.$/);
      if (fix !== undefined) assert.match(fix, /^[A-Z`].*[.`]$/);
      assert.match(url, /^https:\/\/[a-z0-9.-]+\/\S+$/);
      assert.doesNotMatch(url, /undefined/);
    }
  });

  it("says what to do about everything that is refused, or made anew", () => {
    for (const { effect, path, fix } of all)
      if (effect === "recreate" || effect === "replaces" || effect === "deletes")
        assert.notEqual(fix, undefined, path);
  });

  it("has no rule that one before it hides", () => {
    for (const [kind, { fields }] of Object.entries(changeRules))
      for (const [index, { path, when, nameEnds }] of fields.entries()) {
        if (when !== undefined) continue;
        const found = fieldRule(change(kind, path, { name: `demo${nameEnds ?? ""}`, sameName: false }));
        assert.equal(
          fields.findIndex((rule) => rule === found),
          index,
          `${kind} ${path}`,
        );
      }
  });

  it("has one file for every area, and all of them in the table", () => {
    const folder = join(__dirname, "../../../../model/fleet/changes");
    const kinds = readdirSync(folder).flatMap((name) =>
      [...readFileSync(join(folder, name), "utf8").matchAll(/^ {2}"([\w.-]*\/[A-Z]\w+)":/gm)].map(
        ([, kind]) => kind ?? "",
      ),
    );
    assert.deepEqual(kinds.sort(), Object.keys(changeRules).sort());
  });

  it("finds rules by path, the own ones before those of every kind", () => {
    const effectOf = (kind: string, path: string, more: Partial<FieldChange> = {}) =>
      fieldRule(change(kind, path, more))?.effect;
    assert.equal(effectOf(deployment, "spec.template.metadata.labels.x"), "free");
    assert.equal(effectOf(deployment, "spec.template.spec.version"), "rolls");
    assert.equal(effectOf(deployment, "spec.template.spec.version.more"), undefined);
    assert.equal(effectOf(deployment, "spec.template.spec"), undefined);
    assert.equal(effectOf(deployment, "metadata.labels.x"), "free");
    assert.equal(effectOf(deployment, "metadata.name"), "replaces");
    assert.equal(effectOf("infrastructure.cluster.x-k8s.io/AWSMachineTemplate", "metadata.name"), "rolls");
    assert.equal(effectOf("nothing/Known", "spec.x"), undefined);
    assert.equal(effectOf("toString", "spec.x"), undefined);
    assert.equal(effectOf(managementKind, "versions.flux"), "free");
    assert.equal(effectOf(managementKind, "versions.other"), undefined);
  });

  it("tells more from less, forward from back, and a kept name from another", () => {
    const effectOf = (kind: string, path: string, more: Partial<FieldChange>) =>
      fieldRule(change(kind, path, more))?.effect;
    assert.equal(effectOf(deployment, "spec.replicas", { old: 3, new: 2 }), "restarts");
    assert.equal(effectOf(deployment, "spec.replicas", { old: 2, new: 3 }), "free");
    assert.equal(effectOf(deployment, "spec.replicas", { old: undefined, new: 3 }), "free");
    const version = (old: string, next: string) => {
      const rule = fieldRule(change(controlPlane, "spec.version", { old, new: next }));
      return [rule?.effect, rule?.fix?.slice(0, 2)];
    };
    assert.deepEqual(version("v1.35.4", "v1.34.9"), ["replaces", "Ke"]);
    assert.deepEqual(version("v1.35.4", "v1.35.1"), ["rolls", undefined]);
    assert.deepEqual(version("v1.34.4", "v1.35.4"), ["rolls", undefined]);
    assert.deepEqual(version("v1.34.4", "v1.36.3"), ["rolls", "Go"]);
    assert.deepEqual(version("v1.36.3", "v2.0.0"), ["rolls", "Go"]);
    assert.deepEqual(version("v1.36.3", "latest"), ["rolls", undefined]);
    const template = "bootstrap.cluster.x-k8s.io/TalosConfigTemplate";
    assert.equal(effectOf(template, "spec.template.spec.talosVersion", { sameName: true }), "recreate");
    assert.equal(effectOf(template, "spec.template.spec.talosVersion", { sameName: false }), "rolls");
  });

  it("knows Cilium from other releases", () => {
    const why = (name: string) => fieldRule(change(release, "spec.values.a.b", { name }))?.why ?? "";
    assert.match(why("demo-cilium"), /Cilium's agents/);
    assert.doesNotMatch(why("demo-envoy-gateway"), /Cilium/);
  });
});
