import { deepEqual, ok } from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { assert, constantFrom, property, string } from "fast-check";
import { proofs, prove } from "../../../../cli/render/proofs";
import { changedTree, finds } from "./tree";

const folder = join(__dirname, "..", "..", "..", "..", "cli", "render", "proofs");
const helpers = ["index.ts", "objects.ts", "problem.ts"];

describe("cli/render/proofs", () => {
  it("finds nothing where everything holds", () => {
    finds([], []);
  });

  it("runs the proof of every file", () => {
    const files = readdirSync(folder).filter((file) => !helpers.includes(file));
    deepEqual(Object.keys(proofs).sort(), files.map((file) => file.replace(/\.ts$/, "")).sort());
  });

  it("sorts what it finds by file and line", () => {
    const tree = changedTree(
      ["cluster/cluster.yaml", "v1beta2\nkind: AWSCluster", "v1beta1\nkind: AWSCluster"],
      ["cluster/cluster.yaml", "name: one", "name: One"],
      ["addons/cilium/release.yaml", "tag: 1.20.2", "tag: latest"],
    );
    deepEqual(
      prove(tree).map(({ file, line }) => `${file}:${line}`),
      ["addons/cilium/release.yaml:10", "cluster/cluster.yaml:4", "cluster/cluster.yaml:7"],
    );
  });

  it("answers for any text in any file, on a line that the file has", () => {
    const files = constantFrom("cluster/cluster.yaml", "recipes/ray.yaml", "addons/more.yaml", "README.md");
    const texts = string({
      unit: constantFrom(
        "a: ",
        "\n",
        "- ",
        "{",
        "kind: Secret",
        "apiVersion: v1",
        "&x",
        "*x",
        "---\n",
        "  ",
        "|",
        '"',
      ),
    });
    assert(
      property(files, texts, (file, text) => {
        const tree = new Map(changedTree()).set(file, text);
        for (const problem of prove(tree)) {
          const lines = tree.get(problem.file)?.split("\n").length ?? 0;
          ok(problem.line >= 1 && problem.line <= lines, `${problem.file}:${problem.line} of ${lines}`);
          ok(problem.message.length > 0);
        }
      }),
      { numRuns: 300 },
    );
  });
});
