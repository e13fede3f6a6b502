import assert from "node:assert/strict";
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sloRuleGroups } from "../../../model/k8s/slo";
import { needPromtool, promtool } from "../../helpers/promtool";

const root = join(__dirname, "../../..");

describe("model/k8s/slo", () => {
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
      needPromtool(this);
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
