/** Metrics of what serves language models. */

import { components } from "../../compatibility";
import { vllmImage } from "../llm";
import { routerTag } from "../router";
import type { Exporter } from "./types";

/**
 * Read in the package of this version as PyPI has it: names, kinds, the label `finished_reason`, and the bounds of the
 * histogram of first tokens. The counters of Python's client end in `_total`, which the source leaves out.
 */
export const vllm: Exporter = {
  title: "vLLM",
  version: vllmImage.split(":v").at(-1) ?? "",
  source: "https://github.com/vllm-project/vllm/blob/v0.19.1/vllm/v1/metrics/loggers.py",
  metrics: {
    "vllm:e2e_request_latency_seconds": "histogram",
    "vllm:generation_tokens_total": "counter",
    "vllm:inter_token_latency_seconds": "histogram",
    "vllm:kv_cache_usage_perc": "gauge",
    "vllm:num_preemptions_total": "counter",
    "vllm:num_requests_running": "gauge",
    "vllm:num_requests_waiting": "gauge",
    "vllm:prefix_cache_hits_total": "counter",
    "vllm:prefix_cache_queries_total": "counter",
    "vllm:prompt_tokens_total": "counter",
    "vllm:request_success_total": "counter",
    "vllm:time_to_first_token_seconds": "histogram",
  },
};

/** Our own router. */
export const inferenceRouter: Exporter = {
  title: "the inference router",
  version: routerTag,
  source: "workloads/router/src/observability/metrics.ts",
  metrics: {
    plinth_router_attempts_total: "counter",
    plinth_router_breaker_state: "gauge",
    plinth_router_cost_dollars_total: "counter",
    plinth_router_in_flight: "gauge",
    plinth_router_overhead_seconds: "histogram",
    plinth_router_reload_last_ok: "gauge",
    plinth_router_requests_total: "counter",
    plinth_router_time_to_first_token_seconds: "histogram",
    plinth_router_tokens_total: "counter",
  },
};

/** The endpoint picker of llm-d's router. */
export const llmdRouterMetrics: Exporter = {
  title: "llm-d's endpoint picker",
  version: components["llm-d-router"].version,
  source: "https://github.com/llm-d/llm-d-router/blob/v0.10.0/pkg/epp/metrics/llm_d_router_metrics.go",
  metrics: {
    llm_d_epp_average_kv_cache_utilization: "gauge",
    llm_d_epp_average_queue_size: "gauge",
    llm_d_epp_ready_endpoints: "gauge",
    llm_d_epp_request_duration_seconds: "histogram",
    llm_d_epp_request_error_total: "counter",
    llm_d_epp_request_running: "gauge",
    llm_d_epp_request_total: "counter",
    llm_d_epp_request_ttft_seconds: "histogram",
    llm_d_epp_scheduler_e2e_duration_seconds: "histogram",
  },
};
