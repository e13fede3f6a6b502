import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { renderCluster } from "../../../cli/render/cluster";
import { readFolder } from "../../../cli/render/folder";
import { putTree } from "./put-tree";
import { isPlinthError } from "../../../model/errors";
import { sampleRequest } from "./samples";

const tree = renderCluster(sampleRequest("aws", { recipes: ["base"] }));

describe("cli/render/folder", () => {
  let work = "";
  let out = "";
  beforeEach(() => {
    work = mkdtempSync(join(tmpdir(), "plinth-folder-"));
    out = join(work, "demo");
    putTree(tree, out);
  });
  afterEach(() => rmSync(work, { recursive: true, force: true }));

  /** The code and the message of a refusal. */
  function refusal(dir: string): string {
    try {
      readFolder(dir);
    } catch (error) {
      if (isPlinthError(error)) return `${error.code} | ${error.message.replaceAll(work, "WORK")}`;
      throw error;
    }
    return "nothing was refused";
  }

  it("gives back what was rendered", () => {
    const { lock, tree: read, ...rest } = readFolder(out);
    assert.deepEqual(read, new Map([...tree].sort(([one], [other]) => (one < other ? -1 : 1))));
    assert.deepEqual(rest, { edited: [], missing: [], foreign: [] });
    assert.equal(lock.provider, "aws");
    assert.equal(lock.inputs.name, "demo");
    assert.deepEqual(lock.machines.worker, { name: "m7i.xlarge", cpu: 4, memoryGiB: 16 });
    assert.equal(lock.versions["kubernetes"], "1.35.4");
    assert.deepEqual(
      Object.keys(lock.files),
      [...tree.keys()].filter((path) => path !== "plinth-lock.json"),
    );
  });

  it("names what was edited, what is missing and what is foreign, and leaves Flux's own files out", () => {
    writeFileSync(join(out, "cluster", "workers.yaml"), "edited: true\n");
    rmSync(join(out, "cluster", "cluster.yaml"));
    writeFileSync(join(out, "cluster", "zzz.yaml"), "");
    rmSync(join(out, "README.md"));
    symlinkSync("/dev/null", join(out, "README.md"));
    mkdirSync(join(out, "recipes", "flux-system"));
    writeFileSync(join(out, "recipes", "flux-system", "gotk-sync.yaml"), "");
    const { tree: read, edited, missing, foreign } = readFolder(out);
    assert.deepEqual(edited, ["cluster/workers.yaml"]);
    assert.deepEqual(missing, ["README.md", "cluster/cluster.yaml"]);
    assert.deepEqual(foreign, ["README.md", "cluster/zzz.yaml"]);
    assert.equal(read.get("cluster/workers.yaml"), "edited: true\n");
    assert.ok(!read.has("README.md") && !read.has("cluster/zzz.yaml"));
  });

  it("follows a link to the folder itself", () => {
    symlinkSync(out, join(work, "link"));
    assert.deepEqual(readFolder(join(work, "link")), readFolder(out));
  });

  const locks: readonly (readonly [string, string, string])[] = [
    ["no JSON", "{", "It is no JSON."],
    ["a list", "[]", "It has no `format`, so it is no lock of Plinth."],
    ["another tool's", '{"version": 3}', "It has no `format`, so it is no lock of Plinth."],
    ["a newer one", '{"format": 2}', "It has the format 2, and this version of Plinth reads the format 1."],
    [
      "a lock with a part missing",
      '{"format": 1, "provider": "ibm", "inputs": {}, "machines": {}, "versions": {}, "files": {"a": 1}}',
      "It is not as Plinth writes it: `files.a`, `provider`, `inputs.name`, `machines.controlPlane`, `machines.worker`.",
    ],
  ];
  for (const [what, text, sentence] of locks)
    it(`refuses a lock that is ${what}`, () => {
      writeFileSync(join(out, "plinth-lock.json"), text);
      assert.equal(refusal(out), `render-folder-invalid | WORK/demo/plinth-lock.json: ${sentence}`);
    });

  it("refuses what is no rendered folder", () => {
    rmSync(join(out, "plinth-lock.json"));
    assert.equal(
      refusal(out),
      "render-folder-invalid | WORK/demo has no plinth-lock.json, so it is no cluster that Plinth rendered.",
    );
    assert.equal(refusal(join(work, "none")), "render-folder-invalid | There is no folder WORK/none.");
    const file = join(out, "README.md");
    assert.equal(refusal(file), "render-folder-invalid | WORK/demo/README.md is no folder.");
    assert.equal(
      refusal(join(file, "x")),
      "render-folder-invalid | There is no folder WORK/demo/README.md/x.",
    );
    assert.ok(readFileSync(file, "utf8").startsWith("# demo"));
  });

  it("says that a folder cannot be read", function () {
    if (process.getuid?.() === 0) return this.skip(); // root may read everything
    chmodSync(out, 0o000);
    assert.equal(refusal(out), "render-folder-invalid | WORK/demo cannot be read: you have no permission.");
    chmodSync(out, 0o700);
  });
});
