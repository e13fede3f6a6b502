import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runbookOf, runbooksFolder, sloRuleGroups, slos } from "../../../model/k8s/slo";
import { skipBecause } from "../../helpers/skip";

const root = join(__dirname, "../../..");

/** What promtool says, and whether it found all in order. */
function promtool(
  folder: string,
  ...args: readonly string[]
): { readonly ok: boolean; readonly said: string } {
  const result = spawnSync("promtool", args, { cwd: folder, encoding: "utf8" });
  return { ok: result.status === 0, said: result.stdout + result.stderr };
}

describe("model/k8s/slo", () => {
  it("has a page for each alert, and no other page", () => {
    const pages = readdirSync(join(root, runbooksFolder)).map((file) => `${runbooksFolder}/${file}`);
    const expected = [...slos.map(({ alert }) => runbookOf(alert)), `${runbooksFolder}/index.md`];
    assert.deepEqual(pages.sort(), expected.sort());
  });

  for (const { alert } of slos)
    it(`has a page that says what ${alert} is, how to look, and what to do`, () => {
      const text = readFileSync(join(root, runbookOf(alert)), "utf8");
      assert.ok(text.startsWith(`# ${alert}\n`));
      for (const heading of ["## What it means", "## Where to look", "## What to do"])
        assert.ok(text.includes(`\n${heading}\n`), heading);
    });

  it("names series as Prometheus allows", () => {
    const names = sloRuleGroups.flatMap(({ rules }) =>
      rules.flatMap((rule) => ("record" in rule ? [rule.record] : [])),
    );
    for (const name of names) assert.match(name, /^[a-zA-Z_:][a-zA-Z0-9_:]*$/);
    assert.equal(new Set(names).size, names.length);
  });

  describe("with promtool", () => {
    let folder = "";
    before(function () {
      if (spawnSync("promtool", ["--version"]).error !== undefined)
        skipBecause(this, "promtool is not on PATH: install the package prometheus");
      folder = mkdtempSync(join(tmpdir(), "plinth-rules-"));
      writeFileSync(join(folder, "rules.yaml"), JSON.stringify({ groups: sloRuleGroups }));
      copyFileSync(join(root, "test/fixtures/alerts/slo.yaml"), join(folder, "slo.yaml"));
    });
    after(() => {
      if (existsSync(folder)) rmSync(folder, { recursive: true });
    });

    it("has rules that Prometheus takes", () => {
      const { ok, said } = promtool(folder, "check", "rules", "rules.yaml");
      assert.ok(ok, said);
    });

    it("fires when it should, and not when it should not", () => {
      const { ok, said } = promtool(folder, "test", "rules", "slo.yaml");
      assert.ok(ok, said);
    });
  });
});
