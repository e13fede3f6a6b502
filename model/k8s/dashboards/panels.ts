/** Short forms of panels, and of what many queries have in common. */

import type { PanelSpec, Query, Unit } from "./types";

type More = Partial<Pick<PanelSpec, "thresholds" | "max" | "stacked">>;

function panel(kind: PanelSpec["kind"]) {
  return (
    title: string,
    description: string,
    unit: Unit,
    queries: readonly Query[] | string,
    more: More = {},
  ): PanelSpec => ({
    kind,
    title,
    description,
    unit,
    queries: typeof queries === "string" ? [{ expr: queries, legend: title }] : queries,
    ...more,
  });
}

/** Lines over time. */
export const lines = panel("timeseries");

/** The newest value. */
export const stat = panel("stat");

/** One query. */
export function query(expr: string, legend: string): Query {
  return { expr, legend };
}

/** A quantile of a histogram, by labels. */
export function quantile(
  share: number,
  histogram: string,
  matchers: string,
  by: readonly string[] = [],
): string {
  const labels = ["le", ...by].join(", ");
  return `histogram_quantile(${String(share)}, sum by (${labels}) (rate(${histogram}_bucket${matchers}[$__rate_interval])))`;
}

/** Half, 95 and 99 of a hundred values of a histogram. */
export function quantiles(histogram: string, matchers = ""): readonly Query[] {
  return [0.5, 0.95, 0.99].map((share) =>
    query(quantile(share, histogram, matchers), `p${String(share * 100)}`),
  );
}

/** Colours from two values on. */
export function above(orange: number, red: number): Required<Pick<PanelSpec, "thresholds">> {
  return {
    thresholds: [
      { value: orange, color: "orange" },
      { value: red, color: "red" },
    ],
  };
}

/** The colour of something that must not be there at all. */
export const never: Required<Pick<PanelSpec, "thresholds">> = { thresholds: [{ value: 1, color: "red" }] };
