import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const execute = promisify(execFile);
const source = new URL("../../src/observability/log-stream.ts", import.meta.url).href;

/** Arguments of Node for a process that logs, and then does what is given. */
function logging(then: string): string[] {
  const program = `
    import { logStream } from ${JSON.stringify(source)};
    const log = logStream();
    for (let line = 1; line <= 3; line++) log.write(line + "\\n");
    ${then}`;
  return ["--import", "tsx", "--input-type", "module", "--eval", program];
}

/** What such a process writes. */
async function said(then: string): Promise<string> {
  return (await execute(process.execPath, logging(then))).stdout;
}

describe("observability/log-stream", () => {
  it("gives lines that wait when nothing is left to do", async () => {
    assert.equal(await said(""), "1\n2\n3\n");
  });

  it("gives them when the process is ended from within", async () => {
    assert.equal(await said("process.exit(0);"), "1\n2\n3\n");
  });

  it("gives them when an error ends the process", async () => {
    await assert.rejects(said('throw new Error("the end");'), { stdout: "1\n2\n3\n" });
  });

  it("gives them while the process goes on", async () => {
    // Without its own timer the log would wait for the process's end, and the last word would come before it.
    const last = 'setTimeout(() => { process.stdout.write("last\\n"); process.exit(0); }, 2000);';
    assert.equal(await said(last), "1\n2\n3\nlast\n");
  });

  it("lets the process end where nobody reads any more", async () => {
    const child = spawn(process.execPath, logging('setTimeout(() => log.write("more\\n"), 500);'), {
      stdio: ["ignore", "pipe", "inherit"],
    });
    child.stdout.destroy();
    assert.deepEqual(await once(child, "exit"), [0, null]);
  });

  /** A process that logs this many lines, and what it has to say. */
  function loggingMany(count: number): { args: string[]; whole: string } {
    const lines = Array.from({ length: count }, (_, index) => `line ${index + 4}\n`);
    const more = `for (let line = 4; line < ${count + 4}; line++) log.write("line " + line + "\\n");`;
    return { args: logging(more), whole: `1\n2\n3\n${lines.join("")}` };
  }

  it("gives more than it holds in its order", async () => {
    const { args, whole } = loggingMany(20_000);
    assert.equal((await execute(process.execPath, args)).stdout, whole);
  });

  it("waits with its end for a reader that is slow", async () => {
    // All but the last lines find room between the two, so that those are written when nothing else is left to do.
    const { args, whole } = loggingMany(17_500);
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const ended = once(child, "exit");
    await sleep(3000);
    assert.equal(child.exitCode, null);
    assert.equal(await text(child.stdout), whole);
    assert.deepEqual(await ended, [0, null]);
  });
});
