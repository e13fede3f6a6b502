import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { written } from "../../helpers/child";
import { execute, repository } from "../../helpers/stack";

const slowWrites = join(repository, "test/fixtures/render/slow-writes.cjs");

/** Everything in a folder, by path. */
function content(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const paths = files.map((one) => join(one.parentPath, one.name)).sort();
  return Object.fromEntries(paths.map((path) => [path, readFileSync(path, "utf8")]));
}

describe("cli/render/write, interrupted for real", function () {
  this.timeout(120_000);
  let out = "";
  beforeEach(() => (out = mkdtempSync(join(tmpdir(), "plinth-interrupt-"))));
  afterEach(() => rmSync(out, { recursive: true, force: true }));

  const render = (workers: number): string[] => {
    const options = ["--provider", "aws", "--name", "demo", "--workers", String(workers), "--out", out];
    return ["render", "up", ...options];
  };

  for (const signal of ["SIGINT", "SIGKILL"] as const)
    it(`leaves the old output whole after ${signal}, and the next run puts the new one in its place`, async () => {
      assert.equal((await execute(join(repository, "plinth"), render(3))).code, 0);
      const old = content(join(out, "demo"));
      const child = spawn(join(repository, "plinth"), render(4), {
        env: { ...process.env, NODE_OPTIONS: `--require ${slowWrites}` },
        stdio: ["ignore", "ignore", "pipe"],
      });
      const ended = Promise.all([once(child, "exit"), text(child.stderr)]);
      await written(child, /written .*control-plane\.yaml/);
      child.kill(signal);
      const [end, said] = await ended;
      assert.deepEqual(end, signal === "SIGINT" ? [130, null] : [null, "SIGKILL"]);
      assert.doesNotMatch(said, /plinth-lock\.json/, "it was in the middle");
      assert.deepEqual(content(join(out, "demo")), old);
      if (signal === "SIGINT") assert.deepEqual(readdirSync(out), ["demo"]);

      assert.equal((await execute(join(repository, "plinth"), render(4))).code, 0);
      assert.match(content(out)[join(out, "demo", "cluster", "workers.yaml")] ?? "", /replicas: 4/);
      assert.deepEqual(readdirSync(out), ["demo"]);
    });
});
