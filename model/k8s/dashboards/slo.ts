/** The platform's promises: how much of what may go wrong has gone wrong. */

import { seriesOfSlo, slos } from "../slo";
import type { Slo } from "../slo";
import { lines, query, stat } from "./panels";
import type { DashboardSpec, RowSpec } from "./types";

/** The share of bad events, for each window that alerts look at. */
const WINDOWS = ["1h", "6h", "1d", "3d"] as const;

function rowOf(slo: Slo): RowSpec {
  const budget = Number((1 - slo.objective).toFixed(6));
  return {
    title: `${slo.alert}: ${String(Number((slo.objective * 100).toFixed(3)))} %`,
    panels: [
      stat(
        "Bad events within a day",
        `Share of bad events; ${String(budget)} may be bad.`,
        "percentunit",
        seriesOfSlo(slo, "1d"),
        { thresholds: [{ value: budget, color: "red" }] },
      ),
      stat(
        "Speed at which the budget goes",
        "1 spends it all in thirty days; at 14.4 for an hour somebody is woken.",
        "none",
        `${seriesOfSlo(slo, "1h")} / ${String(budget)}`,
        {
          thresholds: [
            { value: 1, color: "orange" },
            { value: 6, color: "red" },
          ],
        },
      ),
      lines(
        "Speed over time",
        "How many times faster than allowed the budget goes, over each window.",
        "none",
        WINDOWS.map((window) => query(`${seriesOfSlo(slo, window)} / ${String(budget)}`, window)),
        { thresholds: [{ value: 1, color: "red" }] },
      ),
    ],
  };
}

export const sloDashboard: DashboardSpec = {
  id: "slo",
  title: "Promises",
  description: "What the platform promises, and how fast it spends what may go wrong.",
  variables: [],
  rows: slos.map(rowOf),
};
