import { RouterError } from "../../errors.ts";

import { isRecord } from "./json.ts";
import type { Json } from "./json.ts";

/**
 * What becomes of a field of OpenAI's request that a provider's API has no counterpart for. One rule for all backends:
 * a field that would change the answer is refused, with its name; one that is only a hint is left out. Values that
 * mean what happens anyway are no wish, and fields that nobody here knows count as changing the answer.
 * Within messages, parts and tools, fields beside those of OpenAI's API are hints: clients send back what other
 * providers added to their answers.
 */

/** They steer storage, billing, caches and speed, or are kept at best effort. */
const HINTS: ReadonlySet<string> = new Set([
  "metadata",
  "prediction",
  "prompt_cache_key",
  "prompt_cache_options",
  "prompt_cache_retention",
  "safety_identifier",
  "seed",
  "service_tier",
  "store",
  "stream_options",
  "user",
]);

/** Values that ask for what every backend does without being asked. */
const ALREADY_SO: Readonly<Record<string, (value: unknown) => boolean>> = {
  frequency_penalty: (value) => value === 0,
  logit_bias: (value) => isRecord(value) && Object.keys(value).length === 0,
  logprobs: (value) => value === false,
  modalities: (value) => Array.isArray(value) && value.length === 1 && value[0] === "text",
  n: (value) => value === 1,
  parallel_tool_calls: (value) => value === true,
  presence_penalty: (value) => value === 0,
  reasoning_effort: (value) => value === "none",
  response_format: (value) => isRecord(value) && value["type"] === "text",
  stop: (value) => Array.isArray(value) && value.length === 0,
  tool_choice: (value) => value === "none" || value === "auto",
  tools: (value) => Array.isArray(value) && value.length === 0,
  top_logprobs: (value) => value === 0,
  top_p: (value) => value === 1,
  verbosity: (value) => value === "medium",
};

/**
 * @param api what the sentence calls the backend's API
 * @param carried fields that the backend translates
 * @throws RouterError unsupported_by_backend for the first field that would be lost
 */
export function refuseLost(json: Json, api: string, carried: ReadonlySet<string>): void {
  for (const [name, value] of Object.entries(json)) {
    if (value === null || value === undefined || carried.has(name) || HINTS.has(name)) continue;
    if (Object.hasOwn(ALREADY_SO, name) && ALREADY_SO[name]?.(value) === true) continue;
    throw unsupported(api, name.slice(0, 64));
  }
}

/** @param why what the API takes instead, as a clause. @default it has no such field */
export function unsupported(api: string, param: string, why = "has no counterpart for it"): RouterError {
  return new RouterError("unsupported_by_backend", `'${param}' cannot be kept: ${api} ${why}.`, { param });
}
