import { ok } from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DashboardSpec } from "../../model/k8s/dashboards/types";
import { asPromql } from "./promql-templates";
import { promtool } from "./promtool";

/** The number that a query of a panel shows, by the panel's title and the query's legend. */
export interface Shown {
  readonly title: string;
  /** @default that of the panel's only query */
  readonly legend?: string;
  readonly value: number;
}

/** Asserts, by promtool, what panels show where there are these series, each with its value. */
export function assertShown(
  { rows }: DashboardSpec,
  series: Readonly<Record<string, number>>,
  shown: readonly Shown[],
): void {
  const panels = rows.flatMap((row) => row.panels);
  const expectations = shown.map(({ title, legend, value }) => {
    const queries = panels.find((panel) => panel.title === title)?.queries ?? [];
    const found = queries.filter((query) => legend === undefined || query.legend === legend);
    const [query] = found;
    ok(query !== undefined && found.length === 1, `${title} ${legend ?? ""}`);
    return { expr: asPromql(query.expr), eval_time: "5m", exp_samples: [{ labels: "{}", value }] };
  });
  const input = Object.entries(series).map(([name, value]) => ({
    series: name,
    values: `${String(value)}+0x10`,
  }));
  const folder = mkdtempSync(join(tmpdir(), "plinth-panels-"));
  try {
    const tests = [{ interval: "1m", input_series: input, promql_expr_test: expectations }];
    writeFileSync(join(folder, "panels.yaml"), JSON.stringify({ rule_files: [], tests }));
    const { ok: right, said } = promtool(folder, "test", "rules", "panels.yaml");
    ok(right, said);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
