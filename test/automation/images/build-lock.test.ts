import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withBuildLock } from "../../../automation/images/build-lock";

describe("automation/images/build-lock", () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "plinth-lock-"));
    path = join(folder, "images.lock");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const work = (): Promise<string> => Promise.resolve(readFileSync(path, "utf8"));
  const unexpected = (): never => assert.fail("must not wait");

  it("holds the lock while it works, and gives it back, also after a failure", async () => {
    assert.equal(await withBuildLock(work, { path, onWait: unexpected }), String(process.pid));
    assert.equal(existsSync(path), false);
    const failure = new Error("no");
    await assert.rejects(
      withBuildLock(() => Promise.reject(failure), { path, onWait: unexpected }),
      failure,
    );
    assert.equal(existsSync(path), false);
  });

  it("takes the lock of a process that is gone", async () => {
    for (const content of ["2147483646", "", "nonsense"]) {
      writeFileSync(path, content);
      await withBuildLock(work, { path, onWait: unexpected });
    }
  });

  it("waits for a living process, says so once, and goes on when it is done", async () => {
    const other = spawn("sleep", ["60"]);
    try {
      writeFileSync(path, String(other.pid));
      const waitedFor: number[] = [];
      setTimeout(() => rmSync(path), 700);
      await withBuildLock(work, { path, onWait: (pid) => waitedFor.push(pid) });
      assert.deepEqual(waitedFor, [other.pid]);
    } finally {
      other.kill();
    }
  });

  it("stops waiting with the signal's reason", async () => {
    writeFileSync(path, String(process.pid));
    const reason = new Error("stopped by the user");
    const stop = new AbortController();
    const waiting = withBuildLock(work, { path, signal: stop.signal, onWait: () => stop.abort(reason) });
    await assert.rejects(waiting, reason);
    assert.equal(existsSync(path), true);
  });
});
