import assert from "node:assert/strict";
import fc from "fast-check";
import { parse } from "yaml";
import { comparisonOf } from "../../../../cli/render/diff/document";
import type { Change } from "../../../../cli/render/diff/compare";
import { providerIds } from "../../../../cli/render/providers";
import { anyCluster, anyTwo, compared, keysOf, others, rendered } from "./requests";

/** What a change is about, without what it does. */
const place = ({ what, object, path }: Change): string => {
  const mirrored = { added: "removed", removed: "added", changed: "changed" } as const;
  return JSON.stringify([mirrored[what], object.kind, path]);
};
const mirror = ({ what, object, path }: Change): string => JSON.stringify([what, object.kind, path]);

describe("cli/render/diff/compare", () => {
  it("finds nothing between a cluster and itself", function () {
    this.timeout(120_000);
    fc.assert(
      fc.property(anyCluster, (cluster) => {
        const one = rendered(...cluster);
        const { changes, worst, inputs, cautions, leftovers } = comparisonOf(one, one);
        assert.deepEqual(
          { changes, worst, inputs, cautions, leftovers },
          {
            changes: [],
            worst: undefined,
            inputs: [],
            cautions: [],
            leftovers: [],
          },
        );
      }),
      { numRuns: 20 },
    );
  });

  it("finds every object that differs, in the same places in both directions, and knows what each does", function () {
    this.timeout(120_000);
    fc.assert(
      fc.property(anyTwo, (two) => {
        const [one, other] = [rendered(...two[0]), rendered(...two[1])];
        const there = comparisonOf(one, other).changes;
        const back = comparisonOf(other, one).changes;
        assert.deepEqual(there.map(mirror).sort(), back.map(place).sort());
        assert.deepEqual(
          there.filter(({ known }) => !known).map(({ object, path }) => `${object.kind} ${path}`),
          [],
        );
        const files = new Set(there.map(({ object }) => object.file));
        for (const [path, text] of other.folder.tree)
          if (path.endsWith(".yaml") && one.folder.tree.get(path) !== text)
            assert.ok(files.has(path), `${path} differs and no change says so`);
      }),
      { numRuns: 60 },
    );
  });

  for (const id of providerIds) {
    it(`has a second value for every key of ${id}`, () => {
      assert.deepEqual(Object.keys(others[id]).sort(), [...keysOf(id)].sort());
    });

    for (const [key, value] of Object.entries(others[id]))
      it(`knows what another ${key} does on ${id}`, () => {
        const there = compared(id, {}, { [key]: value });
        assert.deepEqual(
          there.inputs.map(({ path }) => path),
          [key],
        );
        assert.ok(there.changes.length > 0, "nothing differs");
        assert.ok(there.changes.every(({ known }) => known));
        assert.ok(there.changes.some(({ follows }) => follows === undefined));
        const back = compared(id, { [key]: value }, {});
        assert.ok(back.changes.every(({ known }) => known));
      });
  }

  it("says that a template which keeps its name is refused", () => {
    const edited = rendered("aws", {}, (tree) => {
      const path = "cluster/workers.yaml";
      return new Map(tree).set(path, (tree.get(path) ?? "").replace("m7i.xlarge", "m7i.2xlarge"));
    });
    const { changes, cautions, leftovers } = comparisonOf(rendered("aws", {}), edited);
    assert.deepEqual(
      changes.map(({ effect, old, new: next }) => [effect, old, next]),
      [["recreate", "m7i.xlarge", "m7i.2xlarge"]],
    );
    assert.match(
      cautions.join(),
      /^`kubectl apply` would refuse AWSMachineTemplate demo-workers-[0-9a-f]{8} and/,
    );
    assert.deepEqual(leftovers, []);
  });

  it("assumes the worst of a field that no rule knows, and says so", () => {
    const edited = rendered("gcp", {}, (tree) => {
      const path = "cluster/infrastructure.yaml";
      return new Map(tree).set(path, `${tree.get(path) ?? ""}  resourceManagerTags: []\n`);
    });
    const [change, ...rest] = comparisonOf(rendered("gcp", {}), edited).changes;
    assert.deepEqual(rest, []);
    assert.deepEqual(
      [change?.path, change?.effect, change?.known, "old" in (change ?? {}), change?.new],
      ["spec.resourceManagerTags", "replaces", false, false, []],
    );
  });

  it("shows no secret", () => {
    const withSecret = (word: string) =>
      rendered("aws", {}, (tree) =>
        new Map(tree).set(
          "cluster/secret.yaml",
          `apiVersion: v1\nkind: Secret\nmetadata:\n  name: one\nstringData:\n  word: ${word}\n---\n` +
            `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: two\ndata:\n  password: ${word}\n  plain: AKIA${word.toUpperCase().repeat(4)}\n`,
        ),
      );
    const comparison = comparisonOf(withSecret("abcd"), withSecret("wxyz"));
    assert.deepEqual(
      comparison.changes.map(({ path, old, new: next }) => [path, old, next]),
      ["stringData.word", "data.password", "data.plain"].map((path) => [path, "(hidden)", "(hidden)"]),
    );
    assert.doesNotMatch(JSON.stringify(comparison), /abcd|wxyz/i);
  });

  it("says what the management cluster needs first", () => {
    const newer = rendered("azure", {});
    const { lock } = newer.folder;
    const versions = { ...lock.versions, infrastructure: "1.99.0", flux: "2.10.0", kubernetes: "1.99.9" };
    const folder = { ...newer.folder, lock: { ...lock, versions } };
    const { changes } = comparisonOf(newer, { dir: "new", folder });
    assert.deepEqual(
      changes.map(({ path, effect, fix }) => [path, effect, fix]),
      [
        [
          "versions.flux",
          "free",
          "On the management cluster: `flux install --version=v2.10.0`; on the cluster: `flux bootstrap` again.",
        ],
        [
          "versions.infrastructure",
          "free",
          "Before the files are applied: `clusterctl upgrade apply --infrastructure azure:v1.99.0`.",
        ],
      ],
    );
  });

  it("takes each object for what it is, whatever the clusters are called", () => {
    for (const name of ["recipe", "sources", "envoy", "workers", "demo-workers", "demo-cilium", "clusters"]) {
      const { changes } = compared("aws", { recipes: ["ray"] }, { recipes: ["ray"], name });
      assert.deepEqual(
        changes
          .filter(({ what, known, follows }) => what !== "changed" || !known || follows === undefined)
          .map(({ path }) => path),
        ["metadata.name"],
        name,
      );
    }
    for (const namespace of ["flux-system", "envoy-gateway-system", "kube-system"]) {
      const { changes } = compared("azure", { recipes: ["ray"] }, { recipes: ["ray"], namespace });
      assert.deepEqual(
        changes
          .filter(({ what, known, follows }) => what !== "changed" || !known || follows === undefined)
          .map(({ path }) => path),
        ["metadata.namespace"],
        namespace,
      );
    }
  });

  it("says what a chart's other version does", () => {
    const older = rendered("aws", {}, (tree) => {
      const changed = new Map(tree);
      for (const path of ["addons/cilium/release.yaml", "addons/gateway/release.yaml"]) {
        const text = tree.get(path) ?? "";
        const { spec } = parse(text.split("---\n")[0] ?? "") as { spec: { ref: { tag: string } } };
        changed.set(path, text.replace(`tag: ${spec.ref.tag}`, "tag: 0.1.0"));
      }
      return changed;
    });
    const { changes } = comparisonOf(older, rendered("aws", {}));
    assert.deepEqual(
      changes.map(({ effect, object, path, why }) => [
        effect,
        object.name,
        path,
        /Cilium's agents/.test(why),
      ]),
      [
        ["restarts", "demo-cilium", "spec.ref.tag", true],
        ["restarts", "demo-envoy-gateway", "spec.ref.tag", false],
      ],
    );
  });
});
