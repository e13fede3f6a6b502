/** Served models: how fast they answer, and how full they are. */

import { above, lines, quantile, quantiles, query, stat } from "./panels";
import type { DashboardSpec } from "./types";

const model = 'model_name=~"$model"';
const chosen = `{${model}}`;

export const llmDashboard: DashboardSpec = {
  id: "llm",
  title: "Served models",
  description: "Time to the first token, tokens, cache and queues of model servers behind llm-d's router.",
  variables: [{ name: "model", label: "Model", series: "vllm:num_requests_running", values: "model_name" }],
  rows: [
    {
      title: "At a glance",
      panels: [
        stat(
          "First token, p95",
          "95 of a hundred answers begin within this time; the promise is 2.5 seconds.",
          "s",
          quantile(0.95, "vllm:time_to_first_token_seconds", chosen),
          above(2, 2.5),
        ),
        stat(
          "Tokens each second",
          "Tokens that all servers write.",
          "short",
          `sum(rate(vllm:generation_tokens_total${chosen}[$__rate_interval]))`,
        ),
        stat(
          "Ready servers",
          "Model servers that the router sends requests to.",
          "short",
          "sum(llm_d_epp_ready_endpoints)",
        ),
        stat(
          "Failed requests",
          "Share of requests that end with an error.",
          "percentunit",
          `sum(rate(llm_d_epp_request_error_total${chosen}[$__rate_interval])) / sum(rate(llm_d_epp_request_total${chosen}[$__rate_interval]))`,
          above(0.01, 0.05),
        ),
      ],
    },
    {
      title: "What people feel",
      panels: [
        lines(
          "Time to the first token",
          "From a request's arrival at a server to the first word.",
          "s",
          quantiles("vllm:time_to_first_token_seconds", chosen),
          { thresholds: [{ value: 2.5, color: "red" }] },
        ),
        lines(
          "Time between tokens",
          "From one word to the next.",
          "s",
          quantiles("vllm:inter_token_latency_seconds", chosen),
        ),
        lines(
          "Time of a whole answer",
          "From a request's arrival at a server to the last word.",
          "s",
          quantiles("vllm:e2e_request_latency_seconds", chosen),
        ),
        lines("Answers", "Answers each second, by why they ended.", "reqps", [
          query(
            `sum by (finished_reason) (rate(vllm:request_success_total${chosen}[$__rate_interval]))`,
            "{{finished_reason}}",
          ),
        ]),
      ],
    },
    {
      title: "Servers",
      panels: [
        lines("Tokens", "Tokens each second that servers read and write.", "short", [
          query(
            `sum by (pod) (rate(vllm:generation_tokens_total${chosen}[$__rate_interval]))`,
            "{{pod}}: written",
          ),
          query(`sum by (pod) (rate(vllm:prompt_tokens_total${chosen}[$__rate_interval]))`, "{{pod}}: read"),
        ]),
        lines(
          "Cache of keys and values",
          "How full each server's cache is; above 90 % requests are put back.",
          "percentunit",
          [query(`max by (pod) (vllm:kv_cache_usage_perc${chosen})`, "{{pod}}")],
          { max: 1, thresholds: [{ value: 0.9, color: "red" }] },
        ),
        lines("Requests", "Requests that servers work on, and that wait for them.", "short", [
          query(`sum by (pod) (vllm:num_requests_running${chosen})`, "{{pod}}: running"),
          query(`sum by (pod) (vllm:num_requests_waiting${chosen})`, "{{pod}}: waiting"),
        ]),
        lines("Put back", "Requests each second that lost their place in the cache and begin anew.", "ops", [
          query(`sum by (pod) (rate(vllm:num_preemptions_total${chosen}[$__rate_interval]))`, "{{pod}}"),
        ]),
        lines(
          "Prompts found in the cache",
          "Share of tokens of prompts that a server had read before; the router sends requests where it is large.",
          "percentunit",
          [
            query(
              `sum by (pod) (rate(vllm:prefix_cache_hits_total${chosen}[$__rate_interval])) / sum by (pod) (rate(vllm:prefix_cache_queries_total${chosen}[$__rate_interval]))`,
              "{{pod}}",
            ),
          ],
          { max: 1 },
        ),
        lines("The pool, as the router sees it", "Means over the pool's servers.", "short", [
          query("max by (name) (llm_d_epp_average_queue_size)", "{{name}}: waiting on each server"),
          query("max by (name) (llm_d_epp_average_kv_cache_utilization)", "{{name}}: fullness of caches"),
        ]),
      ],
    },
  ],
};
