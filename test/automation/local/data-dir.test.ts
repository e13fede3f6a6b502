import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { deleteDataDir, hasData, refusePrecious } from "../../../automation/local/data-dir";
import { repositoryRoot } from "../../../automation/paths";
import { PlinthError } from "../../../model/errors";

describe("automation/local/data-dir", () => {
  const folder = mkdtempSync(join(tmpdir(), "plinth-data-"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("deletes a folder with all that is in it", async () => {
    const data = join(folder, "data");
    mkdirSync(join(data, "postgres"), { recursive: true });
    writeFileSync(join(data, "postgres", "file"), "");
    assert.equal(hasData(data), true);
    await deleteDataDir(data, "unused");
    assert.equal(existsSync(data), false);
    assert.equal(hasData(data), false);
    await deleteDataDir(data, "unused");
  });

  const precious = { "the repository": repositoryRoot, "the home": homedir(), "the root": "/" };
  for (const [what, path] of Object.entries({ ...precious, "a folder above": dirname(repositoryRoot) }))
    it(`refuses ${what}`, () => {
      // Only the judge is asked: a mistake here must not delete anything.
      assert.throws(
        () => refusePrecious(path),
        (error) => error instanceof PlinthError && error.code === "config-invalid",
      );
    });

  it("has nothing against a folder inside the repository", () => {
    refusePrecious(join(repositoryRoot, "data"));
  });
});
