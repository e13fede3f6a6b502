/** Alerts about served language models, by what vLLM and llm-d's endpoint picker measure. */

import type { Alert } from "./rule";

/** Tokens each second for each request that runs. */
function tokensPerRequest(window: string): string {
  return `sum by (model_name) (rate(vllm:generation_tokens_total[${window}])) / sum by (model_name) (avg_over_time(vllm:num_requests_running[${window}]))`;
}

export const llmAlerts: readonly Alert[] = [
  {
    alert: "TokenRateCollapsed",
    severity: "warning",
    // While nothing runs the share has no value, and then nothing is slow.
    expr: `${tokensPerRequest("10m")} < 0.3 * (${tokensPerRequest("6h")})`,
    lasting: "10m",
    summary: "Answers of {{ $labels.model_name }} come at less than a third of their usual speed.",
  },
  {
    alert: "KvCacheFull",
    severity: "warning",
    expr: "avg by (model_name) (vllm:kv_cache_usage_perc) > 0.9",
    lasting: "10m",
    summary: "The cache of keys and values of {{ $labels.model_name }} is full.",
  },
  {
    alert: "ModelQueueLong",
    severity: "warning",
    expr: "sum by (model_name) (vllm:num_requests_waiting) > sum by (model_name) (vllm:num_requests_running)",
    lasting: "10m",
    summary: "More requests wait for {{ $labels.model_name }} than are answered.",
  },
  {
    alert: "ModelRequestsFail",
    severity: "critical",
    expr: "sum by (model_name) (rate(llm_d_epp_request_error_total[10m])) / sum by (model_name) (rate(llm_d_epp_request_total[10m])) > 0.05",
    lasting: "5m",
    summary: "More than one request in twenty to {{ $labels.model_name }} fails.",
  },
  {
    alert: "NoModelServer",
    severity: "critical",
    // A router without a model is as it was installed; only requests make it a fault.
    expr: "llm_d_epp_ready_endpoints == 0 and on () sum(rate(llm_d_epp_request_total[10m])) > 0",
    lasting: "5m",
    summary: "Requests come, and the pool {{ $labels.name }} has no model server that is ready.",
  },
];
