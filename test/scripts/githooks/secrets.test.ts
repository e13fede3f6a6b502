import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { secretsIn } from "../../../scripts/githooks/secrets";
import { readTexts } from "../../../scripts/githooks/staged";
import { repository } from "../../helpers/stack";

describe("scripts/githooks/secrets", () => {
  it("finds none in the repository", async function () {
    this.timeout(60_000);
    let list: string;
    try {
      list = execFileSync("git", ["ls-files", "-z"], { cwd: repository, encoding: "utf8" });
    } catch {
      this.skip(); // not a git checkout, e.g. a source archive
    }
    const found = await secretsIn(readTexts(repository, list.split("\0").filter(Boolean)));
    assert.deepEqual(found, []);
  });
});
