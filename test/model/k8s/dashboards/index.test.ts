import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Dashboard } from "@grafana/schema";
import { dashboardConfigMap, dashboards } from "../../../../model/k8s/dashboards";
import { loneRouterDashboard } from "../../../../model/k8s/dashboards/router";
import { buildDashboard } from "../../../../model/k8s/dashboards/build";
import { knownSeries } from "../../../../model/k8s/metrics";
import { readPromql } from "../../../helpers/promql";
import { asPromql } from "../../../helpers/promql-templates";
import { needPromtool, promtool } from "../../../helpers/promtool";
import { recordedSeries } from "../../../helpers/rules";
import { skipBecause } from "../../../helpers/skip";

/** A type whose enumerations are the texts that stand for their members in a file. */
type AsWritten<T> = T extends string
  ? `${T}`
  : T extends readonly (infer Item)[]
    ? AsWritten<Item>[]
    : T extends object
      ? { [Key in keyof T]: AsWritten<T[Key]> }
      : T;

/**
 * Rules of Grafana's linter that ours do not follow: they want a choice of a scrape's job and of its instance in every
 * expression, where ours have a choice of nodes, models and namespaces.
 */
const lintExclusions = [
  "template-job-rule",
  "template-instance-rule",
  "target-job-rule",
  "target-instance-rule",
];

/** What Grafana's linter says of a dashboard, and whether it finds nothing to say. */
function linted(folder: string, dashboard: object): { readonly ok: boolean; readonly said: string } {
  const config = join(folder, "lint.json");
  const file = join(folder, "dashboard.json");
  writeFileSync(
    config,
    JSON.stringify({ exclusions: Object.fromEntries(lintExclusions.map((rule) => [rule, {}])) }),
  );
  writeFileSync(file, JSON.stringify(dashboard));
  const words = ["lint", "--strict", "--config", config, file];
  const { status, stdout, stderr } = spawnSync("dashboard-linter", words, { encoding: "utf8" });
  return { ok: status === 0, said: stdout + stderr };
}

/** Files of the folder that are no dashboard. */
const others = ["build.ts", "index.ts", "panels.ts", "types.ts"];

describe("model/k8s/dashboards", () => {
  it("has a dashboard for each file of the folder", () => {
    const files = readdirSync(join(__dirname, "../../../../model/k8s/dashboards"));
    const ids = files.filter((file) => !others.includes(file)).map((file) => file.replace(/\.ts$/, ""));
    assert.deepEqual(dashboards.map(({ id }) => id).sort(), ids.sort());
  });

  it("gives each an address and a title of its own, as Grafana allows them", () => {
    const built = dashboards.map(buildDashboard);
    for (const { uid } of built) assert.match(uid, /^[a-z0-9-]{1,40}$/);
    for (const key of ["uid", "title"] as const)
      assert.equal(new Set(built.map((dashboard) => dashboard[key])).size, dashboards.length);
  });

  it("hands them to Grafana's sidecar by its label, as JSON", () => {
    for (const spec of dashboards) {
      const { metadata, data } = dashboardConfigMap(spec);
      assert.deepEqual(metadata.labels, { grafana_dashboard: "1" });
      assert.equal(metadata.namespace, "observability");
      assert.deepEqual(JSON.parse(data[`${spec.id}.json`] ?? ""), buildDashboard(spec));
    }
  });

  it("has nothing that Grafana's own linter complains of", function () {
    this.timeout(60_000);
    if (spawnSync("dashboard-linter", ["--help"]).error !== undefined)
      skipBecause(
        this,
        "dashboard-linter is not on PATH, and checks dashboards by the rules of Grafana's makers",
      );
    const folder = mkdtempSync(join(tmpdir(), "plinth-dashboards-"));
    try {
      for (const spec of [...dashboards, loneRouterDashboard]) {
        const { ok, said } = linted(folder, buildDashboard(spec));
        assert.ok(ok, `${spec.id}: ${said}`);
      }
      // It would say so.
      const wrong = linted(folder, {
        ...buildDashboard(dashboards[0] ?? loneRouterDashboard),
        editable: true,
      });
      assert.ok(!wrong.ok && wrong.said.includes("editable"), wrong.said);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  for (const spec of [...dashboards, loneRouterDashboard])
    describe(spec.id, () => {
      const panels = spec.rows.flatMap((row) => row.panels);
      // By the types of the Grafana that the chart brings: a value or a form that it does not have is an error of types.
      const built: AsWritten<Dashboard> = buildDashboard(spec);
      const placed = (built.panels ?? []).map(({ gridPos }) => {
        assert.ok(gridPos !== undefined);
        return gridPos;
      });

      it("says of each panel what it shows, in which unit", () => {
        for (const row of spec.rows)
          assert.equal(new Set(row.panels.map(({ title }) => title)).size, row.panels.length, row.title);
        for (const { title, description, unit, queries } of panels) {
          assert.notEqual(title, "");
          assert.match(description, /^[A-Z0-9].*[.]$/, title);
          assert.notEqual(unit, "");
          assert.ok(queries.length > 0, title);
          for (const { legend } of queries) assert.notEqual(legend, "", title);
        }
      });

      it("has no two panels in one place, and none outside of the grid", () => {
        const cells = placed.flatMap(({ x, y, w, h }) =>
          Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)}:${y + Math.floor(cell / w)}`),
        );
        assert.equal(new Set(cells).size, cells.length);
        for (const { x, w } of placed) assert.ok(x >= 0 && x + w <= 24);
      });

      it("has numbers of panels that are all different", () => {
        const ids = (built.panels ?? []).map((panel) => panel.id);
        assert.equal(new Set(ids).size, ids.length);
      });

      it("asks for series that there are", () => {
        for (const { title, queries } of panels)
          for (const { expr } of queries)
            for (const name of readPromql(asPromql(expr)).series)
              assert.ok(
                typeof name === "string" && (knownSeries.has(name) || recordedSeries.has(name)),
                `${title}: ${String(name)}`,
              );
      });

      it("has expressions that Prometheus takes", function () {
        needPromtool(this);
        const folder = mkdtempSync(join(tmpdir(), "plinth-dashboard-"));
        const rules = panels.flatMap(({ queries }) =>
          queries.map(({ expr }, index) => ({ record: `panel:${String(index)}`, expr: asPromql(expr) })),
        );
        writeFileSync(join(folder, "panels.yaml"), JSON.stringify({ groups: [{ name: spec.id, rules }] }));
        const { ok, said } = promtool(folder, "check", "rules", "--lint=none", "panels.yaml");
        rmSync(folder, { recursive: true });
        assert.ok(ok && said.includes(`${String(rules.length)} rules`), said);
      });

      it("uses each of its variables, and no other", () => {
        const used = panels.flatMap(({ queries }) =>
          queries.flatMap(({ expr }) => [...expr.matchAll(/\$(\w+)/g)].map(([, name]) => name ?? "")),
        );
        const own = spec.variables.map(({ name }) => name);
        assert.deepEqual([...new Set(used)].filter((name) => !name.startsWith("__")).sort(), own.sort());
        for (const { series } of spec.variables) assert.ok(knownSeries.has(series), series);
      });

      it("has colours for values in rising order", () => {
        for (const { title, thresholds = [] } of panels) {
          const values = thresholds.map(({ value }) => value);
          assert.deepEqual(
            values,
            [...values].sort((one, other) => one - other),
            title,
          );
        }
      });
    });
});
