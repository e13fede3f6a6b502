import assert from "node:assert/strict";
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
import { parse } from "yaml";
import { alertGroups, standardThresholds } from "../../../../model/k8s/alerts";
import { runbookOf, runbooksFolder, sloRuleGroups } from "../../../../model/k8s/slo";
import type { Rule, RuleGroup } from "../../../../model/k8s/slo";
import { needPromtool, promtool } from "../../../helpers/promtool";

const root = join(__dirname, "../../../..");
const fixtures = join(root, "test/fixtures/alerts");

/** With every alert that there can be. */
const groups = alertGroups({ ...standardThresholds, dailyBudgetUsd: 500 });

type AlertRule = Extract<Rule, { readonly alert: string }>;

function alertsOf(all: readonly RuleGroup[]): readonly AlertRule[] {
  return all.flatMap(({ rules }) => rules).filter((rule): rule is AlertRule => "alert" in rule);
}

const alerts = alertsOf(groups);
const names = [...new Set(alertsOf([...groups, ...sloRuleGroups]).map(({ alert }) => alert))];

/** As much of a file of promtool as these tests read. */
interface Fixture {
  readonly tests: readonly {
    readonly alert_rule_test?: readonly {
      readonly alertname: string;
      readonly exp_alerts: readonly { readonly exp_labels: Readonly<Record<string, string>> }[];
    }[];
  }[];
}

/** What the tests of a group say of its alerts. */
function expectations(group: string) {
  const { tests } = parse(readFileSync(join(fixtures, `${group}.yaml`), "utf8")) as Fixture;
  return tests.flatMap(({ alert_rule_test: tested = [] }) => tested);
}

/**
 * The rules of a group and what all groups record, without the sentences of alerts: those would stand in every case
 * anew, and are tested by their labels.
 */
function rulesFor(group: string): readonly RuleGroup[] {
  return groups.map(({ name, rules }) => ({
    name,
    rules: rules.flatMap((rule): Rule[] => {
      if (!("alert" in rule)) return [rule];
      return name === group ? [{ ...rule, annotations: {} }] : [];
    }),
  }));
}

describe("model/k8s/alerts", () => {
  it("has a page for each alert, and no other page", () => {
    const pages = readdirSync(join(root, runbooksFolder)).map((file) => `${runbooksFolder}/${file}`);
    // That of the restore is for the drill, which no alert calls for.
    const others = ["index", "restore"].map((name) => `${runbooksFolder}/${name}.md`);
    const expected = [...names.map(runbookOf), ...others];
    assert.deepEqual(pages.sort(), expected.sort());
  });

  it("names every page in the list of pages", () => {
    const index = readFileSync(join(root, runbooksFolder, "index.md"), "utf8");
    const listed = [...index.matchAll(/\| \[(\w+)\]\(([\w-]+\.md)\)/g)].map(([, alert, page]) => [
      alert,
      page,
    ]);
    const expected = names.map((alert) => [alert, runbookOf(alert).replace(`${runbooksFolder}/`, "")]);
    assert.deepEqual(listed.sort(), expected.sort());
  });

  for (const alert of names)
    it(`has a page that says what ${alert} is, how to look, what to do and how to silence it`, () => {
      const text = readFileSync(join(root, runbookOf(alert)), "utf8");
      assert.ok(text.startsWith(`# ${alert}\n`));
      const headings = ["What it means", "Where to look", "What to do", "How to silence it"];
      const found = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
      assert.deepEqual(found, headings);
      assert.ok(text.includes(`alertname=${alert} `), "the command names the alert");
    });

  it("gives each alert one name, one severity and a sentence", () => {
    assert.equal(new Set(alerts.map(({ alert }) => alert)).size, alerts.length);
    for (const { alert, labels, annotations } of alerts) {
      assert.ok(["critical", "warning"].includes(labels["severity"] ?? ""), alert);
      assert.match(annotations["summary"] ?? "", /^[A-Z{].*\.$/, alert);
      assert.equal(annotations["runbook"], runbookOf(alert));
    }
  });

  it("says nothing of a budget that nobody has", () => {
    const without = alertsOf(alertGroups(standardThresholds)).map(({ alert }) => alert);
    assert.deepEqual(
      alerts.map(({ alert }) => alert).filter((alert) => !without.includes(alert)),
      ["SpendOverBudget"],
    );
  });

  it("takes its bounds from the thresholds", () => {
    const thresholds = { idleGpuPercent: 42, spotInterruptionsPerHour: 43, dailyBudgetUsd: 44 };
    const bounds = alertsOf(alertGroups(thresholds))
      .filter(({ expr }) => /[<>] 4[234]$/.test(expr))
      .map(({ alert, expr }) => [alert, expr.slice(-4)]);
    assert.deepEqual(bounds.sort(), [
      ["GpuIdle", "< 42"],
      ["SpendOverBudget", "> 44"],
      ["SpotNodesInterrupted", "> 43"],
    ]);
  });

  describe("with promtool", () => {
    let folder = "";
    before(function () {
      needPromtool(this);
      folder = mkdtempSync(join(tmpdir(), "plinth-alerts-"));
      writeFileSync(join(folder, "whole.yaml"), JSON.stringify({ groups }));
    });
    after(() => {
      if (existsSync(folder)) rmSync(folder, { recursive: true });
    });

    it("has rules that Prometheus takes", () => {
      const { ok, said } = promtool(folder, "check", "rules", "whole.yaml");
      assert.ok(ok, said);
    });

    for (const { name } of groups)
      it(`fires when it should, and not when it should not: ${name}`, () => {
        copyFileSync(join(fixtures, `${name}.yaml`), join(folder, `${name}.yaml`));
        writeFileSync(join(folder, "rules.yaml"), JSON.stringify({ groups: rulesFor(name) }));
        const { ok, said } = promtool(folder, "test", "rules", `${name}.yaml`);
        assert.ok(ok, said);
      });
  });

  for (const { name, rules } of groups)
    for (const { alert, annotations, labels } of rules.filter((rule) => "alert" in rule))
      it(`is tested to fire and not to fire, with the labels that its sentence has: ${alert}`, () => {
        const tested = expectations(name).filter(({ alertname }) => alertname === alert);
        const firing = tested.flatMap(({ exp_alerts: expected }) => expected);
        assert.ok(firing.length > 0, "it fires in a test");
        assert.ok(
          tested.some(({ exp_alerts: expected }) => expected.length === 0),
          "it does not fire in a test",
        );
        const used = [...(annotations["summary"] ?? "").matchAll(/\$labels\.(\w+)/g)].map(
          ([, label]) => label ?? "",
        );
        for (const { exp_labels: expected } of firing) {
          assert.equal(expected["severity"], labels["severity"]);
          for (const label of used) assert.ok(Object.hasOwn(expected, label), `it has the label ${label}`);
        }
      });
});
