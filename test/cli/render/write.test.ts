import assert from "node:assert/strict";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { renderCluster } from "../../../cli/render/cluster";
import type { RenderedTree } from "../../../cli/render/cluster";
import { writeTree } from "../../../cli/render/write";
import { isPlinthError, PlinthError } from "../../../model/errors";
import { sampleRequest } from "./samples";

const three = renderCluster(sampleRequest("aws", { workers: 3, recipes: ["base"] }));
const four = renderCluster(sampleRequest("aws", { workers: 4, recipes: [] }));

/** Everything in a folder, by path. */
function content(folder: string): Map<string, string> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  return new Map(paths.sort().map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}

const sorted = (tree: RenderedTree): Map<string, string> =>
  new Map([...tree].sort(([one], [other]) => (one < other ? -1 : 1)));

describe("cli/render/write", () => {
  let work = "";
  let out = "";
  beforeEach(() => {
    work = mkdtempSync(join(tmpdir(), "plinth-write-"));
    out = join(work, "out", "demo");
  });
  afterEach(() => rmSync(work, { recursive: true, force: true }));

  /** The code, the message and the details of a refusal. */
  async function refusal(tree: RenderedTree, folder = out, signal?: AbortSignal): Promise<string> {
    try {
      await writeTree(tree, folder, signal);
    } catch (error) {
      if (!isPlinthError(error)) throw error;
      return [error.code, error.message.replace(work, "WORK"), ...error.details].join(" | ");
    }
    return "nothing was refused";
  }

  it("creates, leaves alone and replaces, and leaves nothing beside", async () => {
    assert.equal(await writeTree(three, out), "created");
    assert.deepEqual(content(out), sorted(three));
    assert.equal(await writeTree(three, out), "unchanged");
    assert.equal(await writeTree(four, out), "replaced");
    assert.deepEqual(content(out), sorted(four));
    assert.deepEqual(readdirSync(join(work, "out")), ["demo"]);
  });

  it("takes over what flux bootstrap committed", async () => {
    await writeTree(three, out);
    const file = join(out, "recipes", "flux-system", "gotk-sync.yaml");
    mkdirSync(join(file, ".."));
    writeFileSync(file, "a: b\n");
    assert.equal(await writeTree(four, out), "replaced");
    assert.equal(readFileSync(file, "utf8"), "a: b\n");
  });

  const foreign: readonly (readonly [string, () => void, string])[] = [
    ["a file that is not ours", () => writeFileSync(join(out, "notes.txt"), ""), "notes.txt"],
    ["a file in a folder of ours", () => writeFileSync(join(out, "cluster", "x.yaml"), ""), "cluster/x.yaml"],
    [
      "a file of ours that was edited",
      () => writeFileSync(join(out, "README.md"), "mine"),
      "README.md (edited since)",
    ],
    ["a link", () => symlinkSync("/", join(out, "root")), "root"],
  ];
  for (const [what, make, shown] of foreign)
    it(`keeps and refuses ${what}`, async () => {
      await writeTree(three, out);
      make();
      const before = readdirSync(out);
      const message =
        "WORK/out/demo holds files that Plinth did not write; all were kept, and nothing was rendered.";
      assert.equal(await refusal(four), `render-output-foreign | ${message} | ${shown}`);
      assert.deepEqual(readdirSync(out), before);
      assert.deepEqual(readdirSync(join(work, "out")), ["demo"]);
    });

  it("keeps and refuses a folder without a lock file of ours, and a file in its place", async () => {
    mkdirSync(out, { recursive: true });
    writeFileSync(join(out, "plinth-lock.json"), '{"format": 7}');
    assert.match(await refusal(three), /^render-output-foreign \| .* \| plinth-lock\.json$/);
    rmSync(out, { recursive: true });
    writeFileSync(out, "mine");
    assert.equal(await refusal(three), "render-output-foreign | WORK/out/demo is no folder; it was kept.");
    assert.equal(readFileSync(out, "utf8"), "mine");
  });

  it("fills an empty folder", async () => {
    mkdirSync(out, { recursive: true });
    assert.equal(await writeTree(three, out), "replaced");
    assert.deepEqual(content(out), sorted(three));
  });

  it("says that a folder cannot be made", async () => {
    writeFileSync(join(work, "file"), "");
    assert.equal(
      await refusal(three, join(work, "file", "demo")),
      "render-output-unwritable | WORK/file/demo cannot be written: a part of its path is a file.",
    );
  });

  it("says that a folder cannot be written", async function () {
    if (process.getuid?.() === 0) return this.skip(); // root may write everywhere
    mkdirSync(join(work, "out"));
    chmodSync(join(work, "out"), 0o500);
    assert.equal(
      await refusal(three),
      "render-output-unwritable | WORK/out/demo cannot be written: you have no permission.",
    );
  });

  it("leaves the old output whole when it is interrupted, at any file", async () => {
    await writeTree(three, out);
    for (let after = 0; after < four.size; after++) {
      let files = 0;
      const signal = {
        throwIfAborted() {
          if (files++ === after) throw new PlinthError("interrupted", "Interrupted: nothing was undone.");
        },
      } as AbortSignal;
      assert.match(await refusal(four, out, signal), /^interrupted/);
      assert.deepEqual(content(out), sorted(three));
      assert.deepEqual(readdirSync(join(work, "out")), ["demo"]);
    }
  });

  it("brings the old output back after a run that was killed between its renames", async () => {
    await writeTree(three, out);
    renameSync(out, join(work, "out", ".demo.old"));
    mkdirSync(join(work, "out", ".demo.new"));
    assert.equal(await writeTree(three, out), "unchanged");
    assert.deepEqual(content(out), sorted(three));
    assert.ok(!existsSync(join(work, "out", ".demo.old")));
    assert.equal(await writeTree(four, out), "replaced");
    assert.deepEqual(readdirSync(join(work, "out")), ["demo"]);
  });
});
