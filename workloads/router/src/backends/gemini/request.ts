import type { ModelCall } from "../backend.ts";
import { readChat } from "../translation/chat-request.ts";
import { refuseLost, unsupported } from "../translation/fields.ts";
import { defined, isRecord, numberOf, textOf } from "../translation/json.ts";
import type { Json } from "../translation/json.ts";
import { readToolChoice, readTools } from "../translation/tools.ts";

import { API } from "./api.ts";
import { contentsOf } from "./contents.ts";
import { isBeforeThree } from "./models.ts";

const CARRIED = new Set([
  "frequency_penalty",
  "logprobs",
  "max_completion_tokens",
  "max_tokens",
  "messages",
  "model",
  "n",
  "presence_penalty",
  "reasoning_effort",
  "response_format",
  "seed",
  "stop",
  "stream",
  "temperature",
  "tool_choice",
  "tools",
  "top_k",
  "top_logprobs",
  "top_p",
]);

/** Efforts as Gemini 3 and later know them. @see https://ai.google.dev/gemini-api/docs/thinking */
const LEVELS: Readonly<Record<string, string>> = {
  none: "MINIMAL",
  minimal: "MINIMAL",
  low: "LOW",
  medium: "MEDIUM",
  high: "HIGH",
  xhigh: "HIGH",
};

/** Efforts in tokens, as Google itself counts them. @see https://ai.google.dev/gemini-api/docs/openai */
const BUDGETS: Readonly<Record<string, number>> = {
  none: 0,
  minimal: 1024,
  low: 1024,
  medium: 8192,
  high: 24_576,
  xhigh: 24_576,
};

/** The API counts seeds in 32 bits. */
const LARGEST_SEED = 2 ** 31 - 1;
const SMALLEST_SEED = -LARGEST_SEED - 1;

/**
 * The body of `generateContent`. System messages, wherever they stand, become `systemInstruction`; a request that
 * holds nothing else is sent as the user's.
 * @throws RouterError unsupported_by_backend for what the API cannot say
 */
export function generateRequest({ operation, json, model }: ModelCall): Json {
  if (operation !== "chat")
    throw unsupported(API, "model", `has no ${operation}, only chat completions and embeddings`);
  refuseLost(json, API, CARRIED);
  const chat = readChat(json);
  const system = chat.system.map((text) => ({ text }));
  const contents = contentsOf(chat.turns, model);
  const alone = contents.length === 0 && system.length > 0;
  return defined({
    systemInstruction: alone || system.length === 0 ? undefined : { parts: system },
    contents: alone ? [{ role: "user", parts: system }] : contents,
    ...toolsOf(json),
    generationConfig: configOf(json, model),
  });
}

/** Tools whose calls must keep to their schema make the API check calls (`VALIDATED`) where it would not. */
function toolsOf(json: Json): Json {
  const choice = readToolChoice(json);
  const declared = readTools(json, API);
  if (declared.length === 0) return {};
  const functionDeclarations = declared.map(({ name, description, parameters }) =>
    defined({ name, description, parametersJsonSchema: parameters }),
  );
  const strict = declared.some((tool) => tool.strict) || choice?.names !== undefined;
  const free = strict ? "VALIDATED" : choice === undefined ? undefined : "AUTO";
  const mode = choice?.mode === "required" ? "ANY" : choice?.mode === "none" ? "NONE" : free;
  const functionCallingConfig = defined({ mode, allowedFunctionNames: choice?.names });
  return {
    tools: [{ functionDeclarations }],
    ...(mode !== undefined && { toolConfig: { functionCallingConfig } }),
  };
}

function configOf(json: Json, model: string): Json | undefined {
  const config = defined({
    maxOutputTokens: numberOf(json["max_completion_tokens"]) ?? numberOf(json["max_tokens"]),
    temperature: numberOf(json["temperature"]),
    topP: numberOf(json["top_p"]),
    topK: numberOf(json["top_k"]),
    stopSequences: stopsOf(json["stop"]),
    candidateCount: numberOf(json["n"]),
    seed: seedOf(json["seed"]),
    presencePenalty: numberOf(json["presence_penalty"]),
    frequencyPenalty: numberOf(json["frequency_penalty"]),
    responseLogprobs: json["logprobs"] === true ? true : undefined,
    logprobs: json["logprobs"] === true ? numberOf(json["top_logprobs"]) : undefined,
    ...formatOf(json["response_format"]),
    thinkingConfig: thinkingOf(textOf(json["reasoning_effort"]), model),
  });
  return Object.keys(config).length === 0 ? undefined : config;
}

function stopsOf(stop: unknown): readonly string[] | undefined {
  const stops = typeof stop === "string" ? [stop] : Array.isArray(stop) ? (stop as string[]) : [];
  return stops.length === 0 ? undefined : stops;
}

function seedOf(value: unknown): number | undefined {
  const seed = numberOf(value);
  if (seed !== undefined && (seed > LARGEST_SEED || seed < SMALLEST_SEED))
    throw unsupported(API, "seed", `takes an integer from ${SMALLEST_SEED} to ${LARGEST_SEED}`);
  return seed;
}

function formatOf(format: unknown): Json {
  if (!isRecord(format) || format["type"] === "text") return {};
  const json = { responseMimeType: "application/json" };
  if (format["type"] === "json_object") return json;
  const wanted = format["json_schema"];
  if (format["type"] !== "json_schema" || !isRecord(wanted))
    throw unsupported(API, "response_format", "writes text, JSON, and JSON to a schema");
  return wanted["schema"] === undefined ? json : { ...json, responseJsonSchema: wanted["schema"] };
}

/** Thoughts are asked for with the effort: else the model thinks, and says nothing of it. */
function thinkingOf(effort: string | undefined, model: string): Json | undefined {
  if (effort === undefined) return undefined;
  const level = LEVELS[effort];
  const budget = BUDGETS[effort];
  if (level === undefined || budget === undefined)
    throw unsupported(API, "reasoning_effort", `knows ${Object.keys(LEVELS).join(", ")}`);
  const amount = isBeforeThree(model) ? { thinkingBudget: budget } : { thinkingLevel: level };
  return effort === "none" ? amount : { ...amount, includeThoughts: true };
}
