/** One alert of the platform, as a rule of Prometheus. */

import { runbookOf } from "../slo";
import type { Rule } from "../slo";

/** What an alert is made of. */
export interface Alert {
  readonly alert: string;
  /** `critical` wakes somebody, `warning` waits for a working day. */
  readonly severity: "critical" | "warning";
  /** PromQL that has a value while something is wrong. */
  readonly expr: string;
  /** How long it must have had one. */
  readonly lasting: string;
  /** One sentence; labels of the expression stand as `{{ $labels.name }}`. */
  readonly summary: string;
}

/** The rule of an alert, with the page that says what to do. */
export function ruleOf({ alert, severity, expr, lasting, summary }: Alert): Rule {
  return {
    alert,
    expr,
    for: lasting,
    labels: { severity },
    annotations: { summary, runbook: runbookOf(alert) },
  };
}

/** What of the rules a stack decides. */
export interface AlertThresholds {
  /** Use of a GPU below which it counts as idle, in percent. */
  readonly idleGpuPercent: number;
  /** Spot nodes that may be taken away in an hour. */
  readonly spotInterruptionsPerHour: number;
  /** What the cluster may cost in a day. @default nothing is said of it */
  readonly dailyBudgetUsd?: number | undefined;
}

/** The thresholds where nobody has given any. */
export const standardThresholds = {
  idleGpuPercent: 5,
  spotInterruptionsPerHour: 5,
} as const satisfies AlertThresholds;
