import * as z from "zod";

/**
 * What a registry file and the admin API say about backends and models. Names that users know from LiteLLM mean here
 * what they mean there; times are in seconds, prices in US dollars per million tokens.
 */

const NAME = "a name of 1 to 128 letters, digits and the characters . _ - / : @ *";
const NAME_PATTERN = /^[\w.\-/:@*]{1,128}$/;

export const modelName = z.string({ error: NAME }).regex(NAME_PATTERN, { error: NAME });
export const backendName = z
  .string({ error: "a name of lower-case letters, digits and hyphens" })
  .regex(/^[a-z][a-z0-9-]{0,62}$/, { error: "a name of lower-case letters, digits and hyphens" });

function number(allowed: string, min: number, max: number) {
  return z.number({ error: allowed }).min(min, { error: allowed }).max(max, { error: allowed });
}

function integer(allowed: string, min: number, max: number) {
  return z.int({ error: allowed }).min(min, { error: allowed }).max(max, { error: allowed });
}

const seconds = (max: number) => number(`seconds, a number above 0 and up to ${max}`, 0.001, max);
const names = z.array(modelName, { error: "a list of names of models" }).readonly().default([]);

/** Every kind of backend; each has a folder of its own. */
export const backendKinds = ["openai-compatible", "openai", "anthropic", "gemini", "local-agent"] as const;
export type BackendKind = (typeof backendKinds)[number];

const BASE_URL = "a base URL with http or https, without user, query or fragment";

/** One server or provider. */
export const backendEntry = z.strictObject({
  kind: z.enum(backendKinds, { error: `one of ${backendKinds.join(", ")}` }),
  /** Base URL; providers have one of their own. */
  url: z.url({ protocol: /^https?$/, error: BASE_URL }).optional(),
  /** Environment variable that holds the key. */
  key_variable: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]*$/, { error: "the name of an environment variable" })
    .optional(),
  /** Longest wait for the first byte, or a stream's first event. */
  timeout: seconds(86_400).optional(),
  /** Whether streams are asked for their usage, which a client that did not ask never sees. */
  stream_usage: z.boolean({ error: "true or false" }).default(true),
});
export type BackendEntry = z.output<typeof backendEntry>;

/** What a model can do beyond text; a request that needs more goes to another target. */
export const capabilities = ["tools", "json_schema", "images"] as const;
export type Capability = (typeof capabilities)[number];

/** One place where a model is served. */
export const targetEntry = z.strictObject({
  backend: backendName,
  /** The name under which the backend knows the model; `*` stands for what the star of the model's name stood for. */
  model: modelName,
  /** Targets of a lower number are asked first. */
  priority: integer("an integer from 0 to 100", 0, 100).default(0),
  /** Share among targets of one priority; 0 takes none but keeps the target as a last resort. */
  weight: number("a number from 0 to 1000", 0, 1000).default(1),
  /** Most tokens of prompt and answer together; unknown where left out. */
  context_length: integer("a number of tokens from 1 to 100000000", 1, 1e8).optional(),
  /** Left out: everything. */
  capabilities: z
    .array(z.enum(capabilities, { error: `one of ${capabilities.join(", ")}` }))
    .readonly()
    .optional(),
  /** US dollars per million tokens. */
  price: z
    .strictObject({
      input: number("US dollars per million tokens, 0 or more", 0, 1e6),
      output: number("US dollars per million tokens, 0 or more", 0, 1e6),
    })
    .optional(),
});
export type TargetEntry = z.output<typeof targetEntry>;

export const routingStrategies = [
  "local-first",
  "weighted",
  "least-in-flight",
  "latency",
  "cost",
  "prefix-affinity",
] as const;
export type RoutingStrategy = (typeof routingStrategies)[number];

/** One name that clients ask for. */
export const modelEntry = z.strictObject({
  targets: z
    .array(targetEntry, { error: "a list of one target or more" })
    .min(1, { error: "a list of one target or more" })
    .readonly(),
  routing_strategy: z
    .enum(routingStrategies, { error: `one of ${routingStrategies.join(", ")}` })
    .default("local-first"),
  /** Models to ask when every target of this one failed. */
  fallbacks: names,
  /** Models to ask when the prompt is too long for this one. */
  context_window_fallbacks: names,
  /** Models to ask when the provider's content policy refuses. */
  content_policy_fallbacks: names,
  /** Attempts beyond the first. */
  num_retries: integer("an integer from 0 to 10", 0, 10).default(2),
  /** For the whole request, its retries included. */
  timeout: seconds(86_400).default(600),
  /** For the first event of a stream, per attempt. */
  stream_timeout: seconds(86_400).optional(),
  /** Failures in a row after which a target is left alone. */
  allowed_fails: integer("an integer from 1 to 1000", 1, 1000).default(3),
  /** How long it is left alone. */
  cooldown_time: seconds(3600).default(30),
  /** How long answers are kept for others of the same tenant; not at all where left out. */
  cache_ttl: seconds(2_592_000).optional(),
  /** A second target is asked as well when the first has not begun to answer by then. */
  hedge_after: seconds(600).optional(),
});
export type ModelEntry = z.output<typeof modelEntry>;

/** The whole of a registry file. */
export const registryFile = z.strictObject({
  backends: z.record(backendName, backendEntry).default({}),
  models: z.record(modelName, modelEntry).default({}),
});
export type RegistryEntries = z.output<typeof registryFile>;
