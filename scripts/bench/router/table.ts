/** Figures of the router's bench, by what was asked and who answered. */

import { median, summary } from "../statistics";

/** What nothing was seen of is null. */
type Figures = Readonly<Record<string, number | null>>;

/** Collects figures of several rounds. */
export class Table {
  /** Figures by row, gateway and column, one for each round. */
  private readonly rows = new Map<string, Map<string, Map<string, number[]>>>();
  private readonly failures = new Map<string, string>();

  /** @param base gateway whose figures the others' are divided by. */
  constructor(private readonly base: string) {}

  add(row: string, gateway: string, figures: Figures): void {
    for (const [column, value] of Object.entries(figures)) {
      if (value === null) continue;
      const columns = entry(entry(this.rows, row), gateway);
      columns.set(column, [...(columns.get(column) ?? []), value]);
    }
  }

  fail(row: string, gateway: string, problem: string): void {
    this.failures.set(`${row}, ${gateway}`, problem);
  }

  /** Markdown: a table for each column that has figures, and what failed. */
  text(): string {
    const figures = [...this.rows.values()].flatMap((row) => [...row.values()]);
    const columns = [...new Set(figures.flatMap((found) => [...found.keys()]))];
    const failed = [...this.failures].map(([what, problem]) => `failed: ${what}: ${problem}`);
    return [...columns.map((column) => this.column(column)), ...failed].join("\n\n");
  }

  private column(column: string): string {
    const gateways = [...new Set([...this.rows.values()].flatMap((row) => [...row.keys()]))];
    const lines = [...this.rows].flatMap(([row, found]) => {
      const cells = gateways.map((gateway) => this.cell(found, gateway, column));
      return cells.every((cell) => cell === "") ? [] : [`| ${[row, ...cells].join(" | ")} |`];
    });
    const head = `| ${[column, ...gateways].join(" | ")} |`;
    return [head, `|${" --- |".repeat(gateways.length + 1)}`, ...lines].join("\n");
  }

  private cell(found: Map<string, Map<string, number[]>>, gateway: string, column: string): string {
    const values = found.get(gateway)?.get(column) ?? [];
    if (values.length === 0) return "";
    const base = found.get(this.base)?.get(column) ?? [];
    const ratios = values.map((value, round) => value / (base[round] ?? NaN)).filter(Number.isFinite);
    const ratio = gateway === this.base || ratios.length === 0 ? "" : `; ×${median(ratios).toFixed(2)}`;
    return `${summary(values)}${ratio}`;
  }
}

/** The map below a key, made where it is missing. */
function entry<Value>(map: Map<string, Map<string, Value>>, key: string): Map<string, Value> {
  const found = map.get(key) ?? new Map<string, Value>();
  map.set(key, found);
  return found;
}
