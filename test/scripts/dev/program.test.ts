import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Program } from "../../../scripts/dev/program";
import { repository } from "../../helpers/stack";

describe("scripts/dev/program", function () {
  this.timeout(60_000);
  // Below the repository, so that it finds tsx.
  const folder = mkdtempSync(join(repository, ".plinth", "program-"));
  after(() => rmSync(folder, { recursive: true }));

  const written = { stdout: "", stderr: "" };
  const screen = {
    stdout: { write: (text: string) => (written.stdout += text) },
    stderr: { write: (text: string) => (written.stderr += text) },
  };
  const start = (text: string): Program => {
    written.stdout = written.stderr = "";
    writeFileSync(join(folder, "program.ts"), text);
    return new Program(
      { name: "one", entry: "program.ts", folder, environment: { GREETING: "hello" } },
      screen,
    );
  };

  it("tells whose each line is, and where it was written, the last one without an end too", async () => {
    const program = start(`
      process.stdout.write("fir"); setTimeout(() => process.stdout.write("st\\nsecond"), 50);
      process.stderr.write(String(process.env.GREETING) + "\\n");
    `);
    assert.equal(await program.ended, 0);
    assert.deepEqual(written, {
      stdout: "one         | first\none         | second\n",
      stderr: "one         | hello\n",
    });
  });

  it("gives the first line that matches, and nothing where the program ends without one", async () => {
    const program = start(
      `console.log("at 1"); console.log("at 2"); setTimeout(() => process.exit(3), 100);`,
    );
    const [first, none] = await Promise.all([program.says(/at (\d)/), program.says(/never/)]);
    assert.deepEqual([first?.[1], none, await program.ended], ["1", undefined, 3]);
  });

  it("asks a program to leave, and ends one that does not", async () => {
    const polite = start(
      `process.on("SIGTERM", () => process.exit(7)); setInterval(() => 0, 1000); console.log("up");`,
    );
    await polite.says(/up/);
    polite.stop();
    assert.equal(await polite.ended, 7);
    const deaf = start(
      `process.on("SIGTERM", () => console.log("no")); setInterval(() => 0, 1000); console.log("up");`,
    );
    await deaf.says(/up/);
    deaf.stop();
    await deaf.says(/no/);
    deaf.kill();
    assert.equal(await deaf.ended, "SIGKILL");
    // It may be asked again: nobody is there to hear it, and nobody else is hit.
    deaf.stop();
    deaf.kill();
  });
});
