/**
 * What the platform promises, and the alerts that fire while the promise is being broken too fast.
 *
 * Each promise allows a share of bad events. How fast that budget is spent is asked over two windows: the long one says
 * that it matters, the short one that it still goes on, so that an alert ends soon after its cause.
 *
 * @see https://sre.google/workbook/alerting-on-slos/
 */

/** One promise. */
export interface Slo {
  /** Part of the names of its recorded series. */
  readonly id: string;
  /** Name of its alerts. */
  readonly alert: string;
  /** What is said when it fires. */
  readonly summary: string;
  /** Share of events that must be good. */
  readonly objective: number;
  /** PromQL of the share of bad events over a window; without a value where there was no event. */
  readonly badShare: (window: string) => string;
}

/** A pair of windows, and how many times faster than allowed the budget may be spent in both. */
interface Burn {
  readonly long: string;
  readonly short: string;
  readonly factor: number;
}

/** A rule of Prometheus: a recorded series, or an alert. */
export type Rule =
  | { readonly record: string; readonly expr: string }
  | {
      readonly alert: string;
      readonly expr: string;
      readonly for: string;
      readonly labels: Readonly<Record<string, string>>;
      readonly annotations: Readonly<Record<string, string>>;
    };

/** Rules that are evaluated together. */
export interface RuleGroup {
  readonly name: string;
  readonly rules: readonly Rule[];
}

/** A sum that is zero where no such event was ever seen. */
const sumOrZero = (expr: string): string => `(sum(${expr}) or vector(0))`;

/** Items of the collector, whatever their kind; some readers add `_total` to names. */
const items = (what: string, window: string): string =>
  `rate({__name__=~"otelcol_exporter_${what}_(log_records|spans|metric_points)(_total)?"}[${window}])`;

/** Requests that the gateway sent to the router, by the name that it gives the route's targets. */
function routed(window: string, matchers: string): string {
  return `rate(envoy_cluster_upstream_rq_xx{envoy_cluster_name=~"httproute/.+/router/rule/.+"${matchers}}[${window}])`;
}

/** Every promise. */
export const slos: readonly Slo[] = [
  {
    id: "router",
    alert: "RouterRequestsFail",
    summary: "Requests to the inference router fail.",
    objective: 0.99,
    // What a caller did wrong (4xx) is no fault of the router's.
    badShare: (window) =>
      `${sumOrZero(routed(window, ', envoy_response_code_class="5"'))} / sum(${routed(window, "")})`,
  },
  {
    id: "telemetry",
    alert: "TelemetryNotDelivered",
    summary: "Collectors lose logs, traces or metrics.",
    objective: 0.999,
    // A full queue refuses items too, but it fills only while sending fails.
    badShare: (window) => {
      const lost = sumOrZero(items("send_failed", window));
      return `${lost} / (${lost} + ${sumOrZero(items("sent", window))})`;
    },
  },
  {
    id: "logs",
    alert: "LogRequestsFail",
    summary: "Loki answers with errors.",
    objective: 0.995,
    badShare: (window) => {
      const requests = (matcher: string): string =>
        `rate(loki_request_duration_seconds_count${matcher}[${window}])`;
      return `${sumOrZero(requests('{status_code=~"5.."}'))} / sum(${requests("")})`;
    },
  },
  {
    id: "first-token",
    alert: "FirstTokenSlow",
    summary: "Users wait more than 2.5 seconds for the first token of an answer.",
    objective: 0.95,
    // 2.5 is a bound of vLLM's histogram: https://github.com/vllm-project/vllm/blob/v0.19.1/vllm/v1/metrics/loggers.py
    badShare: (window) => {
      const name = "vllm:time_to_first_token_seconds";
      return `1 - sum(rate(${name}_bucket{le="2.5"}[${window}])) / sum(rate(${name}_count[${window}]))`;
    },
  },
];

/** Two hundredths of the budget of 30 days gone in an hour, or five in six hours: somebody is woken. */
const PAGE: readonly Burn[] = [
  { long: "1h", short: "5m", factor: 14.4 },
  { long: "6h", short: "30m", factor: 6 },
];

/** The budget will be gone before its time: somebody looks on a working day. */
const TICKET: readonly Burn[] = [
  { long: "1d", short: "2h", factor: 3 },
  { long: "3d", short: "6h", factor: 1 },
];

const windows = [...PAGE, ...TICKET].flatMap(({ long, short }) => [short, long]);

/** Name of a recorded share of bad events. */
export function seriesOfSlo({ id }: Pick<Slo, "id">, window: string): string {
  return `slo:${id.replaceAll("-", "_")}:bad_share_${window}`;
}

/** Folder of the pages that say what to do. */
export const runbooksFolder = "docs/runbooks";

/** The page of an alert, from the root of the repository: `FirstTokenSlow` has `first-token-slow.md`. */
export function runbookOf(alert: string): string {
  const words = alert.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase();
  return `${runbooksFolder}/${words}.md`;
}

function alertOf(slo: Slo, burns: readonly Burn[], severity: "critical" | "warning", lasting: string): Rule {
  const budget = 1 - slo.objective;
  const exprs = burns.map(({ long, short, factor }) => {
    const bound = Number((budget * factor).toFixed(6));
    return `(${seriesOfSlo(slo, long)} > ${bound} and ${seriesOfSlo(slo, short)} > ${bound})`;
  });
  return {
    alert: slo.alert,
    expr: exprs.join(" or "),
    for: lasting,
    labels: { severity, slo: slo.id },
    annotations: { summary: slo.summary, runbook: runbookOf(slo.alert) },
  };
}

/** The rules of a promise: what is recorded, and its two alerts. */
function groupOf(slo: Slo): RuleGroup {
  const recorded = [...new Set(windows)].map((window) => ({
    record: seriesOfSlo(slo, window),
    expr: slo.badShare(window),
  }));
  return {
    name: `slo-${slo.id}`,
    rules: [...recorded, alertOf(slo, PAGE, "critical", "2m"), alertOf(slo, TICKET, "warning", "15m")],
  };
}

/** All groups, as a PrometheusRule has them. */
export const sloRuleGroups: readonly RuleGroup[] = slos.map(groupOf);
