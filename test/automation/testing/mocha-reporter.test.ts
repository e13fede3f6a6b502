import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repositoryRoot } from "../../../automation/paths";
import { run } from "../../../automation/process";

const TESTS = `
  const { skipBecause } = require(${JSON.stringify(join(repositoryRoot, "test/helpers/skip.ts"))});
  describe("outer", () => {
    it("passes", () => undefined);
    it("fails", () => { throw new Error("as it must"); });
    it("skips itself", function () { skipBecause(this, "of itself"); });
    it.skip("is marked");
    describe("inner", () => {
      before(function () { skipBecause(this, "of its hook"); });
      it("never runs", () => undefined);
    });
  });
`;

describe("automation/testing/mocha-reporter", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "plinth-reporter-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const [how, args] of [
    ["in one process", []],
    ["in several processes", ["--parallel", "--jobs", "2"]],
  ] as const) {
    it(`counts, and keeps the reason of each skip, ${how}`, async () => {
      const file = join(folder, "some.test.ts");
      const output = join(folder, `${args.length}.json`);
      writeFileSync(file, TESTS);
      const mocha = ["--no-config", "--require", "tsx/cjs", "--extension", "ts", ...args, file];
      const reporter = join(repositoryRoot, "automation", "testing", "mocha-reporter.cjs");
      await run(
        process.execPath,
        [
          "node_modules/mocha/bin/mocha.js",
          ...mocha,
          "--reporter",
          reporter,
          "--reporter-option",
          `output=${output}`,
        ],
        { cwd: repositoryRoot, env: { PLINTH_SKIP_REASONS: join(folder, `${args.length}.jsonl`) } },
      );
      assert.deepEqual(JSON.parse(readFileSync(output, "utf8")), {
        passed: 1,
        failures: ["outer fails: as it must"],
        skipped: [
          { what: "outer skips itself", reason: "of itself" },
          { what: "outer is marked", reason: "marked as skipped in its file" },
          { what: "outer inner never runs", reason: "of its hook" },
        ],
      });
    });
  }
});
