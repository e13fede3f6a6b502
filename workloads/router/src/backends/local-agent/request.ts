import type { ModelCall } from "../backend.ts";
import { readChat, wrong } from "../translation/chat-request.ts";
import { refuseLost, unsupported } from "../translation/fields.ts";
import { numberOf } from "../translation/json.ts";
import type { Json } from "../translation/json.ts";

import { API, DEFAULT_MAX_TOKENS, DEFAULT_TEMPERATURE } from "./api.ts";
import { promptOf } from "./prompt.ts";

const CARRIED = new Set([
  "max_completion_tokens",
  "max_tokens",
  "messages",
  "model",
  "prompt",
  "stream",
  "temperature",
]);

/**
 * The body of `POST /infer`: its four fields and no more. An agent that does not stream answers `stream: true` with
 * one JSON object, which becomes events here.
 * @throws RouterError unsupported_by_backend for all that a prompt, a length and a temperature cannot say
 */
export function inferRequest({ operation, json, stream }: ModelCall): Json {
  if (operation === "embeddings") throw unsupported(API, "model", "has no embeddings");
  refuseLost(json, API, CARRIED);
  const maxTokens = numberOf(json["max_completion_tokens"]) ?? numberOf(json["max_tokens"]);
  return {
    prompt: operation === "chat" ? promptOf(readChat(json)) : onlyPrompt(json["prompt"]),
    max_tokens: maxTokens ?? DEFAULT_MAX_TOKENS,
    temperature: numberOf(json["temperature"]) ?? DEFAULT_TEMPERATURE,
    stream,
  };
}

/** The prompt of a completion: one, as the agent gives one answer. */
function onlyPrompt(prompt: unknown): string {
  const [only, ...others] = Array.isArray(prompt) ? (prompt as unknown[]) : [prompt];
  if (others.length > 0 || typeof only === "number" || Array.isArray(only))
    throw unsupported(API, "prompt", "takes one text, and no tokens");
  if (typeof only !== "string") throw wrong("prompt", "a string");
  return only;
}
