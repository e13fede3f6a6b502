import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execute, repository } from "../helpers/stack";

describe("scripts/render-sample", function () {
  this.timeout(120_000);

  it("renders a cluster of every provider, and finds nothing wrong with any", async () => {
    const out = mkdtempSync(join(tmpdir(), "plinth-samples-"));
    try {
      const tsx = join(repository, "node_modules", "tsx", "dist", "cli.mjs");
      const script = join(repository, "scripts", "render-sample.ts");
      const { code, stdout, stderr } = await execute(process.execPath, [tsx, script, "--out", out]);
      assert.equal(code, 0, stderr);
      const names = ["aws", "azure", "gcp", "proxmox"].map((id) => `sample-${id}`);
      assert.deepEqual(readdirSync(out), names);
      for (const name of names)
        assert.match(
          stdout,
          new RegExp(`^${name}: \\d+ files with \\d+ objects, all as they were rendered`, "m"),
        );
    } finally {
      rmSync(out, { recursive: true });
    }
  });

  it("writes what Git ignores", async () => {
    const { code } = await execute("git", ["check-ignore", "--quiet", "out/samples/sample-aws/README.md"]);
    assert.equal(code, 0);
  });
});
