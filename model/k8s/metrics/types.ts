/** Metrics by the programs that have them, as rules and dashboards use them. */

/** What a metric is; a histogram is stored as series of three names. */
export type MetricKind = "gauge" | "counter" | "histogram";

/** A program that has metrics, in the version that the platform pins. */
export interface Exporter {
  readonly title: string;
  /** Version that the names were looked up in. */
  readonly version: string;
  /** Where they were found: a URL, or a file of this repository. */
  readonly source: string;
  /** The metrics that something of ours asks for, by their names. */
  readonly metrics: Readonly<Record<string, MetricKind>>;
}

/** Names of the series that Prometheus stores of a metric. */
export function seriesOf(name: string, kind: MetricKind): readonly string[] {
  return kind === "histogram" ? ["bucket", "sum", "count"].map((part) => `${name}_${part}`) : [name];
}
