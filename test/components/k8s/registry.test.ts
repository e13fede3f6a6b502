import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { addons } from "../../../components/k8s/registry";
import { recipeIds, recipes, withDependencies } from "../../../model/fleet/recipes";
import { platformNamespaces } from "../../../model/k8s/namespaces";

describe("components/k8s/registry", () => {
  const ids = Object.keys(addons);

  it("lists every file of addons/", () => {
    const files = readdirSync(join(__dirname, "../../../components/k8s/addons"), { withFileTypes: true });
    const names = files.map(({ name }) => name.replace(/\.ts$/, ""));
    assert.deepEqual([...ids].sort(), names.sort());
  });

  it("has add-ons of every recipe that a stack can ask for, and of no other", () => {
    const found = new Set(Object.values(addons).map(({ recipe }) => recipe));
    assert.deepEqual([...found].sort(), [...recipeIds].sort());
    for (const id of recipeIds)
      assert.deepEqual(
        withDependencies([id]).filter((needed) => !found.has(needed)),
        [],
        `all that ${id} needs is there`,
      );
  });

  for (const [index, [id, { recipe, dependsOn }]] of Object.entries(addons).entries()) {
    it(`has ${id} after what it depends on, in its recipe or one that it needs`, () => {
      for (const other of dependsOn) {
        assert.ok(ids.indexOf(other) >= 0 && ids.indexOf(other) < index, other);
        assert.ok(withDependencies([recipe]).includes(addons[other]?.recipe ?? recipe), other);
      }
    });
  }

  it("has what an add-on comes after, wherever that is installed, before it in the list", () => {
    for (const [index, { after = [] }] of Object.values(addons).entries())
      for (const other of after) assert.ok(ids.indexOf(other) >= 0 && ids.indexOf(other) < index, other);
  });

  it("makes the namespaces that the recipes say they make", () => {
    for (const id of recipeIds) {
      const made = Object.entries(platformNamespaces).flatMap(([name, { recipe }]) =>
        recipe === id ? [name] : [],
      );
      assert.deepEqual([...made].sort(), [...recipes[id].namespaces].sort(), id);
    }
  });
});
