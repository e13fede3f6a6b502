/** Alerts about the inference router, by what it counts itself. */

import type { Alert } from "./rule";

/** Ends that are no fault of the caller's: an error of a backend, none that is healthy, or the router's own. */
const FAILED = 'outcome=~"5..|upstream_.+|no_healthy_target|internal_error"';

/** Requests each second. */
function requests(matchers: string): string {
  return `sum by (model) (rate(plinth_router_requests_total{${matchers}}[10m]))`;
}

export const routerAlerts: readonly Alert[] = [
  {
    alert: "RouterModelFails",
    severity: "critical",
    expr: `${requests(FAILED)} / ${requests("")} > 0.05`,
    lasting: "5m",
    summary:
      "More than one request in twenty to the router for {{ $labels.model }} fails, whatever it tried.",
  },
  {
    alert: "RouterTargetLeftAlone",
    severity: "warning",
    // Half-open counts too: while nobody asks, no request tries whether the target is back.
    expr: "min by (model, target) (plinth_router_breaker_state) > 0",
    lasting: "15m",
    summary: "No router sends requests for {{ $labels.model }} to {{ $labels.target }}: it failed too often.",
  },
];
