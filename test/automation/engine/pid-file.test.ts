import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeReusedPidFile, runsByPidFile } from "../../../automation/engine/pid-file";

describe("automation/engine/pid-file", () => {
  const hasProc = existsSync("/proc/self/comm");
  let folder: string;
  let file: string;
  let sleeper: ChildProcess;

  before(async function () {
    if (!hasProc) this.skip();
    folder = mkdtempSync(join(tmpdir(), "plinth-pid-"));
    file = join(folder, "server.pid");
    sleeper = spawn("sleep", ["600"], { stdio: "ignore" });
    await once(sleeper, "spawn");
  });
  after(() => {
    if (!hasProc) return;
    sleeper.kill();
    rmSync(folder, { recursive: true });
  });

  /** The file with this text; `undefined` takes it away. */
  function given(text: string | undefined): void {
    rmSync(file, { force: true });
    if (text !== undefined) writeFileSync(file, text);
  }

  it("knows its program, and leaves the file of one that runs", () => {
    given(`${sleeper.pid}\n`);
    assert.ok(runsByPidFile(file, "sleep"));
    assert.ok(!removeReusedPidFile(file, "sleep"));
    assert.ok(existsSync(file));
  });

  it("does not take another program with the same number for its own, and deletes that file", () => {
    given(String(sleeper.pid));
    assert.ok(!runsByPidFile(file, "dockerd"));
    assert.ok(removeReusedPidFile(file, "dockerd"));
    assert.ok(!existsSync(file));
    assert.ok(sleeper.exitCode === null, "the other program was not touched");
  });

  it("leaves a file alone that the server itself can tell is old", async () => {
    const gone = spawn("true", { stdio: "ignore" });
    await once(gone, "exit");
    for (const text of [undefined, "", "no number", "../self", String(gone.pid)]) {
      given(text);
      assert.ok(!runsByPidFile(file, "true"), text);
      assert.ok(!removeReusedPidFile(file, "dockerd"), text);
      assert.equal(existsSync(file), text !== undefined, text);
    }
  });
});
