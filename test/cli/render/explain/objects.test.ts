import assert from "node:assert/strict";
import { compareSides } from "../../../../cli/render/diff/compare";
import { inputsOf } from "../../../../cli/render/explain/inputs";
import { placeholdersOf } from "../../../../cli/render/explain/placeholders";
import { filePurpose, objectPurpose } from "../../../../cli/render/explain/purposes";
import { referencesOf } from "../../../../cli/render/explain/references";
import { stepsOf } from "../../../../cli/render/explain/steps";
import { fleetFiles } from "../../../../cli/render/fleet-files";
import { objectsOf } from "../../../../cli/render/objects-of";
import { identityOf } from "../../../../cli/render/proofs/graph";
import { providerIds } from "../../../../cli/render/providers";
import { recipeIds } from "../../../../model/fleet/recipes";
import { others, rendered } from "../diff/requests";

describe("cli/render/explain: of every cluster", () => {
  const files = fleetFiles();
  for (const id of providerIds) {
    const { folder } = rendered(id, { recipes: [...recipeIds] });
    const objects = objectsOf("out", folder);

    it(`knows what each file and each object of ${id} is for`, () => {
      for (const path of folder.tree.keys()) assert.notEqual(filePurpose(path), undefined, path);
      for (const object of objects) {
        assert.match(objectPurpose(object), /^(?:is|has|makes|installs|holds) .*[^.]\.$/, identityOf(object));
        assert.doesNotMatch(objectPurpose(object), /that this version|a folder of its own/);
      }
    });

    it(`traces every object of ${id} back to the inputs that change it`, () => {
      const old = rendered(id, {});
      for (const [key, value] of Object.entries(others[id])) {
        if (key === "recipes") continue; // adds and removes whole objects
        const next = rendered(id, { [key]: value });
        const after = objectsOf("out", next.folder);
        const side = (one: typeof old) => ({ lock: one.folder.lock, objects: objectsOf("out", one.folder) });
        for (const { object, path } of compareSides(side(old), side(next))) {
          const found = after.find(
            ({ value, file }) =>
              file === object.file &&
              value["kind"] === object.kind &&
              (value["metadata"] as { name: string }).name === object.name,
          );
          assert.ok(found !== undefined);
          const inputs = inputsOf(found, { lock: next.folder.lock, objects: after, files });
          assert.ok(
            inputs.includes(key),
            `${key} changes ${object.kind} ${object.name} ${path}: ${inputs.join()}`,
          );
        }
      }
    });

    it(`finds what each reference of ${id} leads to, or says that it is not in the folder`, () => {
      const outside = objects.flatMap((object) =>
        referencesOf(object, objects)
          .filter(({ file }) => file === undefined)
          .map(({ kind, name }) => `${kind} ${name}`),
      );
      const expected = {
        aws: ["AWSClusterControllerIdentity default"],
        azure: [],
        gcp: [],
        proxmox: ["Secret proxmox-credentials"],
      }[id];
      assert.deepEqual(
        [...new Set(outside)].sort(),
        [...expected, "GitRepository flux-system", "Secret demo-kubeconfig"].sort(),
      );
    });

    it(`puts nothing of ${id} before what it waits for`, () => {
      const steps = stepsOf(folder.lock, objects);
      const done: string[] = [];
      for (const { what, waitsFor } of steps) {
        for (const other of waitsFor)
          if (/^(?:HelmRelease |recipe-|sources)/.test(other))
            assert.ok(
              done.some((before) => before.includes(other)),
              `${what} comes before ${other}`,
            );
        done.push(what);
      }
      for (const object of objects)
        if (["HelmRelease", "Kustomization"].includes(String(object.value["kind"])))
          assert.ok(
            done.some((what) => what.includes(String((object.value["metadata"] as { name: string }).name))),
            identityOf(object),
          );
    });

    it(`has needs of inputs that ${id} has`, () => {
      const placeholders = placeholdersOf(folder.lock);
      assert.ok(placeholders.length > 0);
      for (const { input, needs } of placeholders) {
        assert.ok(Object.hasOwn(folder.lock.inputs, input), input);
        assert.match(needs, /^[A-Z].*[.`]$/);
      }
    });
  }
});
