import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { plan } from "../../../automation/plan";
import { silentReporter } from "../../../automation/reporter";
import { programFolder, refusal } from "./evaluate";

/** Program under invalid/: code of the error, line that it names, words that it must have. */
const invalid: readonly (readonly [string, string, number, RegExp])[] = [
  ["exits", "program-failed", 4, /ended its process with exit code 0/],
  ["forgets-a-rejection", "program-failed", 5, /nobody waits for this/],
  ["logs-an-error", "program-failed", 4, /logged an error: the region is not allowed/],
  ["missing-package", "program-packages", 1, /Cannot find module '@example\/is-not-installed'/],
  ["never-resolves", "program-hangs", 4, /Bucket "bucket" waits for its input bucket/],
  [
    "reads-the-cloud",
    "program-reads",
    5,
    /reads aws:index\/getCallerIdentity:getCallerIdentity from the cloud/,
  ],
  ["registers-late", "program-late", 4, /Thing::late is registered after the end/],
  ["registers-twice", "resource-duplicate", 5, /Bucket::data.*\n.*The first is at .*index\.ts:3\./],
  ["rejects", "program-failed", 5, /the answer came too late/],
  ["syntax", "program-failed", 3, /Expected ";" but found "\)"/],
  ["throws", "program-failed", 8, /the size 3 is too large.*\n.*the largest is 2/],
  ["throws-in-apply", "program-failed", 5, /data is too short/],
];

describe("automation/plan/failures", function () {
  this.timeout("2m");

  for (const [name, code, line, words] of invalid) {
    it(`names the line: ${name}`, async () => {
      const error = await refusal(`invalid/${name}`);
      assert.equal(error.code, code, error.format());
      assert.ok(
        error.message.startsWith(`${programFolder(`invalid/${name}`)}/index.ts:${line}: `),
        error.message,
      );
      assert.match(error.format(), words);
      assert.equal(error.exitCode, 2);
    });
  }

  it("names the line of a loop, and ends it", async () => {
    const error = await refusal("invalid/loops", { timeoutSeconds: 8 });
    assert.equal(error.code, "program-hangs");
    assert.match(
      error.message,
      /loops\/index\.ts:[678]: .* within 8 s on the stack dev; it is busy with this line/,
    );
  });

  it("ends a program that keeps itself alive, and says what by", async () => {
    const error = await refusal("invalid/waits-for-ever", { timeoutSeconds: 8 });
    assert.equal(error.code, "program-hangs");
    assert.match(error.message, /waits-for-ever\/index\.ts:3: .*this line registered the last resource/);
    assert.match(error.format(), /kept alive by: .*Timeout/);
  });

  it("ends when it is interrupted", async () => {
    const interruption = new AbortController();
    const context = { reporter: silentReporter, signal: interruption.signal };
    const planning = plan({ program: programFolder("invalid/waits-for-ever"), stack: "dev" }, context);
    setTimeout(() => interruption.abort(new Error("enough")), 500);
    await assert.rejects(planning, /enough/);
  });

  describe("in a folder of its own", () => {
    let folder: string;
    beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "plinth-program-"))));
    afterEach(() => rmSync(folder, { recursive: true }));
    const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
    const project = "name: own\nruntime: nodejs\nmain: index.ts\n";

    it("asks for the packages where none are installed", async () => {
      write("Pulumi.yaml", project);
      write("index.ts", 'import "@pulumi/pulumi";\n');
      const error = await refusal("", { program: folder });
      assert.equal(error.code, "program-packages");
      assert.match(error.message, /@pulumi\/pulumi is not installed/);
      assert.ok(error.fix.includes(`cd ${folder} && npm install`));
    });

    it("says where there is no program", async () => {
      const none = await refusal("", { program: folder });
      assert.equal(none.code, "program-missing");
      assert.ok(none.message.includes(`${folder}: no Pulumi.yaml`));
    });
  });

  it("says which entry there is not", async () => {
    const error = await refusal("invalid/has-no-entry");
    assert.equal(error.code, "program-missing");
    assert.match(error.message, /there is no .*invalid\/has-no-entry\/absent\.ts to run/);
  });
});
