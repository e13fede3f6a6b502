import type { ModelCall } from "../backend.ts";
import { readChat } from "../translation/chat-request.ts";
import type { Chat } from "../translation/chat-request.ts";
import { refuseLost, unsupported } from "../translation/fields.ts";
import { defined, isRecord, numberOf, textOf } from "../translation/json.ts";
import type { Json } from "../translation/json.ts";
import { readToolChoice, readTools } from "../translation/tools.ts";

import { API } from "./api.ts";
import { messagesOf } from "./messages.ts";
import { thinkingFor } from "./thinking.ts";
import type { Thinking } from "./thinking.ts";

/**
 * Most tokens of an answer where the client names no limit: the API wants one, and every model that Anthropic still
 * serves allows this many. What is thought comes on top of it.
 */
export const DEFAULT_MAX_TOKENS = 8192;

const CARRIED = new Set([
  "max_completion_tokens",
  "max_tokens",
  "messages",
  "model",
  "parallel_tool_calls",
  "reasoning_effort",
  "response_format",
  "safety_identifier",
  "stop",
  "stream",
  "temperature",
  "tool_choice",
  "tools",
  "top_k",
  "top_p",
  "user",
]);

/**
 * The body of `POST /messages`. System messages, wherever they stand, become the `system` field, as the API knows no
 * others; a request that holds nothing else is sent as the user's.
 * @throws RouterError unsupported_by_backend for what the API cannot say
 */
export function messagesRequest({ operation, json, model, stream }: ModelCall): Json {
  if (operation !== "chat") throw unsupported(API, "model", `has no ${operation}, only chat completions`);
  refuseLost(json, API, CARRIED);
  const chat = readChat(json);
  const asked = numberOf(json["max_completion_tokens"]) ?? numberOf(json["max_tokens"]);
  const thinking = thinkingFor(model, json, asked, chat.turns);
  const user = textOf(json["safety_identifier"]) ?? textOf(json["user"]);
  return defined({
    model,
    max_tokens: asked ?? DEFAULT_MAX_TOKENS + (thinking.extraTokens ?? 0),
    ...conversation(chat),
    ...toolsOf(json),
    stop_sequences: stopsOf(json["stop"]),
    temperature: temperatureOf(json["temperature"]),
    // Not of OpenAI's API, but of most servers that speak it.
    top_k: numberOf(json["top_k"]),
    top_p: numberOf(json["top_p"]),
    thinking: thinking.config,
    output_config: outputConfig(json, thinking),
    metadata: user === undefined ? undefined : { user_id: user },
    stream: stream ? true : undefined,
  });
}

function conversation(chat: Chat): Json {
  const system = chat.system.map((text) => ({ type: "text", text }));
  if (chat.turns.length === 0 && system.length > 0) return { messages: [{ role: "user", content: system }] };
  return { system: system.length === 0 ? undefined : system, messages: messagesOf(chat.turns) };
}

function toolsOf(json: Json): Json {
  const choice = readToolChoice(json);
  const declared = readTools(json, API);
  if (declared.length === 0) return {};
  const { mode, names = [] } = choice ?? {};
  // A single one that must be called is named below; else the API hears of no others than may be called.
  const isNamed = mode === "required" && names.length === 1;
  const offered =
    names.length === 0 || isNamed ? declared : declared.filter(({ name }) => names.includes(name));
  const tools = offered.map(({ name, description, parameters, strict }) =>
    defined({ name, description, input_schema: parameters, strict: strict ? true : undefined }),
  );
  return { tools, tool_choice: toolChoiceOf(json, choice) };
}

function toolChoiceOf(json: Json, choice: ReturnType<typeof readToolChoice>): Json | undefined {
  const alone = json["parallel_tool_calls"] === false ? { disable_parallel_tool_use: true } : {};
  if (choice === undefined)
    return "disable_parallel_tool_use" in alone ? { type: "auto", ...alone } : undefined;
  const { mode, names } = choice;
  if (mode === "none") return { type: "none" };
  if (mode === "auto") return { type: "auto", ...alone };
  const [only] = names ?? [];
  return names?.length === 1 ? { type: "tool", name: only, ...alone } : { type: "any", ...alone };
}

function stopsOf(stop: unknown): readonly string[] | undefined {
  const stops = typeof stop === "string" ? [stop] : Array.isArray(stop) ? (stop as string[]) : [];
  if (stops.some((text) => text.trim() === ""))
    throw unsupported(API, "stop", "takes no stop sequence that is empty or only white space");
  return stops.length === 0 ? undefined : stops;
}

function temperatureOf(value: unknown): number | undefined {
  const temperature = numberOf(value);
  if (temperature !== undefined && temperature > 1)
    throw unsupported(API, "temperature", "takes a number from 0 to 1");
  return temperature;
}

function outputConfig(json: Json, { effort }: Thinking): Json | undefined {
  const config = defined({ effort, format: formatOf(json["response_format"]) });
  return Object.keys(config).length === 0 ? undefined : config;
}

function formatOf(format: unknown): Json | undefined {
  if (!isRecord(format) || format["type"] === "text") return undefined;
  const wanted = format["json_schema"];
  if (format["type"] !== "json_schema" || !isRecord(wanted) || !isRecord(wanted["schema"]))
    throw unsupported(API, "response_format", "writes JSON only to a schema, as type json_schema gives one");
  return { type: "json_schema", schema: wanted["schema"] };
}
