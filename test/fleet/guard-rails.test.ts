import assert from "node:assert/strict";
import { GUARD_RAILS } from "../../model/k8s/guard-rails";
import { recipes } from "../../model/fleet/recipes";
import { at, readObjects } from "./read";

describe("fleet: guard rails of namespaces", () => {
  const all = ["fleet/recipes", "fleet/management/flux"].flatMap(readObjects);

  for (const [id, { path, namespaces }] of Object.entries(recipes)) {
    const made = readObjects(path).filter(({ kind }) => kind === "Namespace");

    it(`makes the namespaces of ${id}, and no other`, () => {
      assert.deepEqual(made.map(({ metadata }) => metadata.name).sort(), [...namespaces].sort());
    });

    for (const { metadata } of made)
      it(`gives ${metadata.name} a level of Pod Security, a quota, a limit range, and a policy that denies`, () => {
        const level = metadata.labels?.["pod-security.kubernetes.io/enforce"] ?? "";
        assert.match(level, /^(?:restricted|baseline|privileged)$/);
        const own = all.filter((object) => object.metadata.namespace === metadata.name);
        for (const kind of ["ResourceQuota", "LimitRange"]) {
          const found = own.filter((object) => object.kind === kind);
          assert.deepEqual(
            found.map((object) => object.metadata.name),
            [GUARD_RAILS],
            kind,
          );
        }
        const denying = own.filter(({ kind, spec }) => {
          const types = at(spec, "policyTypes");
          const pods = Object.keys(at(spec, "podSelector") ?? { none: "" });
          return kind === "NetworkPolicy" && pods.length === 0 && Array.isArray(types) && types.length === 2;
        });
        assert.equal(denying.length, 1, "one policy is for all pods and both directions");
      });
  }
});
