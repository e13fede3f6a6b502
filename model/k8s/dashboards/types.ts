/** Dashboards as they are written here: what is shown, and not where. */

/** Units of Grafana that are used: https://github.com/grafana/grafana/blob/v13.1.3/packages/grafana-data/src/valueFormats/categories.ts */
export type Unit =
  | "bytes"
  | "celsius"
  | "currencyUSD"
  | "decmbytes"
  | "mbytes"
  | "ms"
  | "none"
  | "ops"
  | "percent"
  | "percentunit"
  | "reqps"
  | "s"
  | "short"
  | "watt";

/** One line of a panel. */
export interface Query {
  /** PromQL; `$__rate_interval` and the dashboard's variables may stand in it. */
  readonly expr: string;
  /** What the line is called; labels stand as `{{name}}`. */
  readonly legend: string;
}

/** From a value on, the colour of something that is worse. */
export interface Threshold {
  readonly value: number;
  readonly color: "orange" | "red";
}

/** What a dashboard shows in one place. */
export interface PanelSpec {
  /** Lines over time, or the newest values as numbers. */
  readonly kind: "timeseries" | "stat";
  readonly title: string;
  /** What it says, and what is good. */
  readonly description: string;
  readonly unit: Unit;
  readonly queries: readonly Query[];
  /** @default none: every value is good */
  readonly thresholds?: readonly Threshold[];
  /** Smallest and largest value of the axis. @default by the data, from 0 */
  readonly max?: number;
  /** Whether lines stand on each other, as parts of a whole. @default false */
  readonly stacked?: boolean;
}

/** A list that a reader chooses from; `$name` stands for the choice in queries. */
export interface VariableSpec {
  readonly name: string;
  readonly label: string;
  /** Series whose label has the values. */
  readonly series: string;
  /** The label. */
  readonly values: string;
}

/** Panels under one heading. */
export interface RowSpec {
  readonly title: string;
  readonly panels: readonly PanelSpec[];
}

/** One dashboard. */
export interface DashboardSpec {
  /** What its address and its file are called by. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly variables: readonly VariableSpec[];
  readonly rows: readonly RowSpec[];
}
