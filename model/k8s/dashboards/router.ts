/** The way of a request: our router's pods, and llm-d's router behind it. */

import { kubeState } from "../metrics/kubernetes";
import { lines, never, quantiles, query, stat } from "./panels";
import type { DashboardSpec } from "./types";

const namespace = 'namespace="router"';

const pods = `${namespace}, container="router"`;

/** The router's targets, as the gateway names them. */
const route = 'envoy_cluster_name=~"httproute/.+/router/rule/.+"';

/** What the router itself says, wherever it runs. */
const counted: DashboardSpec["rows"][number] = {
  title: "What the inference router counts",
  panels: [
    stat(
      "Targets that are left alone",
      "They failed too often; each is tried again after its cool-down time.",
      "short",
      "count(min by (model, target) (plinth_router_breaker_state) > 0) or vector(0)",
      never,
    ),
    stat(
      "Cost of today",
      "By the prices in the registry; targets without one cost nothing here.",
      "currencyUSD",
      "sum(increase(plinth_router_cost_dollars_total[24h]))",
    ),
    stat(
      "Files that are not in force",
      "Routers whose files could not be read again; their logs say why, and what was in force stays.",
      "short",
      "count(plinth_router_reload_last_ok == 0) or vector(0)",
      never,
    ),
    lines("Requests by model and end", "Requests each second that the router answered.", "reqps", [
      query(
        "sum by (model, outcome) (rate(plinth_router_requests_total[$__rate_interval]))",
        "{{model}}: {{outcome}}",
      ),
    ]),
    lines(
      "Attempts by target and result",
      "Questions each second; more than requests where some fail.",
      "reqps",
      [
        query(
          "sum by (target, result) (rate(plinth_router_attempts_total[$__rate_interval]))",
          "{{target}}: {{result}}",
        ),
      ],
    ),
    lines(
      "Time to the first token",
      "From a request's arrival at the router to the first event of its stream.",
      "s",
      quantiles("plinth_router_time_to_first_token_seconds"),
    ),
    lines(
      "Time of the router itself",
      "From a request's arrival to its answer's beginning, without the time that targets took.",
      "s",
      quantiles("plinth_router_overhead_seconds"),
    ),
    lines("Tokens", "Tokens each second, as targets count them.", "short", [
      query(
        "sum by (model, kind) (rate(plinth_router_tokens_total[$__rate_interval]))",
        "{{model}}: {{kind}}",
      ),
    ]),
    lines("Requests under way", "Requests that a target has not finished.", "short", [
      query("sum by (target) (plinth_router_in_flight)", "{{target}}"),
    ]),
  ],
};

/** For those who run the router without the platform around it: a file to import into any Grafana. */
export const loneRouterDashboard: DashboardSpec = {
  id: "lone-router",
  title: "The inference router",
  description: "What the inference router counts.",
  variables: [],
  rows: [counted],
};

export const routerDashboard: DashboardSpec = {
  id: "router",
  title: "Routers",
  description: "The inference router, and llm-d's router behind it.",
  variables: [{ name: "model", label: "Model", series: "llm_d_epp_request_total", values: "model_name" }],
  rows: [
    {
      title: "The inference router",
      panels: [
        stat(
          "Ready pods",
          "A pod is ready while its upstream answers.",
          "short",
          `sum(${kubeState("kube_deployment_status_replicas_available", namespace, 'deployment="router"')})`,
        ),
        stat(
          "Pods, of those that there may be",
          "At 100 % no more come, however much there is to do.",
          "percentunit",
          `max(${kubeState("kube_horizontalpodautoscaler_status_current_replicas", namespace)} / ${kubeState("kube_horizontalpodautoscaler_spec_max_replicas", namespace)})`,
          { max: 1, thresholds: [{ value: 1, color: "red" }] },
        ),
        stat(
          "Restarts within an hour",
          "Containers that ended and were started anew.",
          "short",
          `sum(increase(${kubeState("kube_pod_container_status_restarts_total", pods)}[1h]))`,
          never,
        ),
        lines("Requests by their end", "Requests each second that the gateway sent to the router.", "reqps", [
          query(
            `sum by (envoy_response_code_class) (rate(envoy_cluster_upstream_rq_xx{${route}}[$__rate_interval]))`,
            "{{envoy_response_code_class}}xx",
          ),
        ]),
        lines(
          "Time of requests to the router",
          "From the gateway's request to the beginning of the router's answer.",
          "ms",
          quantiles("envoy_cluster_upstream_rq_time", `{${route}}`),
        ),
        lines("CPU", "CPUs of each pod; one process uses one at most.", "none", [
          query(
            `sum by (pod) (rate(container_cpu_usage_seconds_total{${pods}}[$__rate_interval]))`,
            "{{pod}}",
          ),
        ]),
        lines("Memory", "Memory of each pod; at 256 MiB it is ended.", "bytes", [
          query(`sum by (pod) (container_memory_working_set_bytes{${pods}})`, "{{pod}}"),
        ]),
      ],
    },
    counted,
    {
      title: "llm-d's router",
      panels: [
        lines("Requests", "Requests each second by model.", "reqps", [
          query(
            'sum by (model_name) (rate(llm_d_epp_request_total{model_name=~"$model"}[$__rate_interval]))',
            "{{model_name}}",
          ),
        ]),
        lines("Errors", "Requests each second that ended with an error.", "reqps", [
          query(
            'sum by (model_name, error_code) (rate(llm_d_epp_request_error_total{model_name=~"$model"}[$__rate_interval]))',
            "{{model_name}}: {{error_code}}",
          ),
        ]),
        lines(
          "Time of requests",
          "From a request's arrival to the end of its answer.",
          "s",
          quantiles("llm_d_epp_request_duration_seconds", '{model_name=~"$model"}'),
        ),
        lines(
          "Time to the first byte",
          "From a request's arrival to the first byte of its answer.",
          "s",
          quantiles("llm_d_epp_request_ttft_seconds", '{model_name=~"$model", streaming="true"}'),
        ),
        lines(
          "Time to choose a server",
          "What the router itself adds to each request.",
          "s",
          quantiles("llm_d_epp_scheduler_e2e_duration_seconds"),
        ),
        lines("Requests under way", "Requests whose answers are not at their end.", "short", [
          query('sum by (model_name) (llm_d_epp_request_running{model_name=~"$model"})', "{{model_name}}"),
        ]),
      ],
    },
  ],
};
