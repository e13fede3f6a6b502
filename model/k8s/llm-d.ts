/** How llm-d's endpoint picker chooses, where it is not as its chart has it. */

/** Prompts of which fewer tokens are new to the pod that answers are read there: the way would take longer. */
const NEW_TOKENS = 256;

/** Weights of what speaks for a pod: most of the prompt in its memory, and least to do. */
const scorers = [
  { pluginRef: "prefix-cache-scorer", weight: 3 },
  { pluginRef: "queue-scorer", weight: 2 },
  { pluginRef: "kv-cache-utilization-scorer", weight: 2 },
] as const;

/**
 * Two halves: a pod that answers is chosen first, and one that reads the prompt where enough of it is new to the first.
 *
 * Source: https://github.com/llm-d/llm-d-router/blob/v0.10.0/docs/disaggregation.md
 */
const disaggregated = {
  apiVersion: "llm-d.ai/v1alpha1",
  kind: "EndpointPickerConfig",
  plugins: [
    // Named, as a configuration of one's own replaces the chart's: without the two, load is not known.
    { type: "metrics-data-source", parameters: { scheme: "http", path: "/metrics" } },
    { type: "core-metrics-extractor" },
    {
      type: "approx-prefix-cache-producer",
      parameters: { maxPrefixTokensToMatch: 16_384, lruCapacityPerServer: 31_250 },
    },
    { type: "prefix-cache-scorer" },
    { type: "queue-scorer" },
    { type: "kv-cache-utilization-scorer" },
    { type: "prefill-filter" },
    { type: "decode-filter" },
    { type: "max-score-picker" },
    { type: "prefix-based-pd-decider", parameters: { nonCachedTokens: NEW_TOKENS } },
    { type: "disagg-profile-handler", parameters: { deciders: { prefill: "prefix-based-pd-decider" } } },
  ],
  schedulingProfiles: ["prefill", "decode"].map((name) => ({
    name,
    plugins: [{ pluginRef: `${name}-filter` }, { pluginRef: "max-score-picker" }, ...scorers],
  })),
} as const;

const FILE = "disaggregated.yaml";

/** Values of the chart for prefill and decode apart: a configuration of the endpoint picker (JSON is YAML), and its name. */
export const disaggregatedPicker = {
  pluginsConfigFile: FILE,
  pluginsCustomConfig: { [FILE]: JSON.stringify(disaggregated, undefined, 2) },
} as const;
