import { createHash } from "node:crypto";

import type { Operation } from "../backends/backend.ts";
import type { Model } from "../registry/registry.ts";
import type { ModelRequest } from "../routing/request.ts";

/** Part of every key: a change of what is kept, or of how requests are told apart, leaves old answers alone. */
const LAYOUT = 1;
/** What the keys of all answers begin with. */
export const ANSWER_PREFIX = "plinth:router:answer:";

type Json = Readonly<Record<string, unknown>>;

/** What says who asks, how it is counted or where it goes, and changes no answer. */
const WITHOUT_EFFECT = new Set([
  "metadata",
  "prompt_cache_key",
  "prompt_cache_retention",
  "safety_identifier",
  "store",
  "stream",
  "user",
]);

/** What a field means where it is left out, with every backend. */
const DEFAULTS: Json = { n: 1, best_of: 1, echo: false, encoding_format: "float", logprobs: false };

/** The order of a schema's properties is the order in which a model writes them. */
const KEEPS_ORDER = new Set(["parameters", "schema"]);

/** Headers that reach the backend and ask for another answer. */
const DIALECT = /^(anthropic|openai)-(beta|version)$/;

/**
 * Where a request's answer is kept: a hash, from which nobody reads who asked what. Requests that ask the same in
 * other words have one key: in another order, with defaults written out, for another user of the tenant. A stream and
 * a whole answer have two: neither can be made of the other byte for byte.
 * @param tenant null for the one tenant of a router without keys
 */
export function cacheKey(tenant: string | null, model: Model, request: ModelRequest): string {
  const { operation, stream, translated = false, headers, json } = request;
  const dialect = Object.entries(headers).filter(([name]) => DIALECT.test(name));
  // A change of the model's targets is a change of who answers.
  const head = [LAYOUT, tenant, operation, stream, translated, model.entry.targets, dialect.sort()];
  const hash = createHash("sha256").update(JSON.stringify(head));
  return (
    ANSWER_PREFIX +
    hash
      .update("\n")
      .update(canonical(meaningOf(json, stream)))
      .digest("hex")
  );
}

/** Whether the same request would get the same answer, as far as a client can ask for that. */
export function isDeterministic(operation: Operation, json: Json): boolean {
  if (operation === "embeddings") return true;
  // The web changes, and what the provider is to store must be stored each time.
  if (isGiven(json["web_search_options"]) || json["store"] === true || hasHostedTool(json)) return false;
  if (typeof json["seed"] === "number") return true;
  // Several answers of one request are asked for because they differ.
  return json["temperature"] === 0 && (json["n"] ?? 1) === 1;
}

/** A tool that the provider runs sees what is outside of the request. */
function hasHostedTool(json: Json): boolean {
  const tools = json["tools"];
  return (
    Array.isArray(tools) && tools.some((tool: Json) => !["function", "custom"].includes(String(tool["type"])))
  );
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** The fields that an answer depends on. */
function meaningOf(json: Json, stream: boolean): Json {
  const told = Object.entries(json).filter(
    ([name, value]) => isGiven(value) && !WITHOUT_EFFECT.has(name) && DEFAULTS[name] !== value,
  );
  const { stream_options: options, ...meaning } = Object.fromEntries(told) as Json;
  // Whether the usage is told is part of a stream, and means nothing elsewhere.
  const asked = Object.entries((options ?? {}) as Json).filter(
    ([, value]) => isGiven(value) && value !== false,
  );
  return stream && asked.length > 0 ? { ...meaning, stream_options: Object.fromEntries(asked) } : meaning;
}

/** JSON with its keys in order, but for those whose order means something. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const names = Object.keys(value).sort();
  const fields = names.map((name) => {
    const field = (value as Json)[name];
    return `${JSON.stringify(name)}:${KEEPS_ORDER.has(name) ? JSON.stringify(field) : canonical(field)}`;
  });
  return `{${fields.join(",")}}`;
}
