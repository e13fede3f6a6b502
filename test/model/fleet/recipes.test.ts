import { deepEqual, ok } from "node:assert/strict";
import { assert, property, subarray } from "fast-check";
import { recipeIds, recipes, withDependencies } from "../../../model/fleet/recipes";

describe("model/fleet/recipes", () => {
  it("depends on recipes that stand before it", () => {
    for (const [index, id] of recipeIds.entries())
      for (const needed of recipes[id].dependsOn) ok(recipeIds.indexOf(needed) < index);
  });

  it("has one owner for each group of CRDs", () => {
    const groups = recipeIds.flatMap((id) => recipes[id].ownsCrdsOf);
    deepEqual(groups, [...new Set(groups)]);
  });

  it("adds what a recipe needs, before it and once", () => {
    deepEqual(withDependencies(["llm"]), ["base", "gpu", "llm"]);
    deepEqual(withDependencies([]), []);
  });

  it("gives a list in which every recipe follows what it needs, whatever was asked", () => {
    assert(
      property(subarray([...recipeIds]), (wanted) => {
        const list = withDependencies([...wanted].reverse());
        ok(wanted.every((id) => list.includes(id)));
        for (const [index, id] of list.entries())
          ok(recipes[id].dependsOn.every((needed) => list.slice(0, index).includes(needed)));
        deepEqual(list, [...new Set(list)]);
      }),
    );
  });
});
