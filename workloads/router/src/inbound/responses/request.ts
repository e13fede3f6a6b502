import type { Json } from "../inbound-format.ts";
import { isRecord, present, recordsIn, unsupported } from "../json.ts";

import { conversationOf, isSet } from "./items.ts";

/** What would need a memory, a worker or a tool that the router does not have, and why. */
const REFUSED: Readonly<Record<string, string>> = {
  previous_response_id: "the router keeps no responses; send the whole conversation as 'input'",
  conversation: "the router keeps no conversations; send the whole conversation as 'input'",
  store: "the router keeps no responses; set it to false, or leave it out",
  background: "the router answers while the client waits; set it to false, or leave it out",
  prompt: "the router keeps no prompts; send the text itself as 'input' or 'instructions'",
  context_management: "the router does not shorten conversations; send a shorter one",
};

/** Answers would have to come with tokens' probabilities. */
export const LOGPROBS = "message.output_text.logprobs";

/**
 * The chat completion that asks what a request for a response asks.
 * @throws RouterError unsupported_parameter for what a chat completion has no way to say
 */
export function chatBodyOf(body: Json): Json {
  for (const [field, why] of Object.entries(REFUSED))
    if (isSet(body[field])) throw unsupported(field, `'${field}' cannot be used: ${why}.`);
  if (body["truncation"] === "auto")
    throw unsupported(
      "truncation",
      '\'truncation\' is "auto", but the router cuts no input; it must be "disabled", or absent.',
    );
  const tools = recordsIn(body["tools"]).map(toolOf);
  const { text, reasoning } = body;
  return present({
    model: body["model"],
    messages: conversationOf(body),
    max_tokens: body["max_output_tokens"],
    temperature: body["temperature"],
    top_p: body["top_p"],
    stream: body["stream"] === true ? true : undefined,
    tools: tools.length > 0 ? tools : undefined,
    tool_choice: tools.length > 0 ? choiceOf(body["tool_choice"]) : undefined,
    parallel_tool_calls: tools.length > 0 ? body["parallel_tool_calls"] : undefined,
    response_format: isRecord(text) ? formatOf(text["format"]) : undefined,
    verbosity: isRecord(text) ? text["verbosity"] : undefined,
    reasoning_effort: isRecord(reasoning) ? reasoning["effort"] : undefined,
    ...logprobsOf(body),
    user: body["user"],
    safety_identifier: body["safety_identifier"],
    prompt_cache_key: body["prompt_cache_key"],
    service_tier: body["service_tier"],
  });
}

function toolOf(tool: Json, index: number): Json {
  const { type, name, description, parameters, strict } = tool;
  if (type !== "function") {
    const what = `'tools[${index}].type' is ${JSON.stringify(type)}; the router runs no tools of its own, and takes tools of the type "function" only.`;
    throw unsupported(`tools[${index}].type`, what);
  }
  return { type, function: present({ name, description, parameters, strict }) };
}

function choiceOf(choice: unknown): unknown {
  if (!isRecord(choice)) return choice;
  if (choice["type"] === "function") return { type: "function", function: { name: choice["name"] } };
  const what = `'tool_choice.type' is ${JSON.stringify(choice["type"])}; it must be "function", or the choice one of auto, none and required.`;
  throw unsupported("tool_choice.type", what);
}

function formatOf(format: unknown): Json | undefined {
  if (!isRecord(format) || format["type"] === "text") return undefined;
  if (format["type"] !== "json_schema") return { type: format["type"] };
  const { name, description, schema, strict } = format;
  return { type: "json_schema", json_schema: present({ name, description, schema, strict }) };
}

function logprobsOf({ include, top_logprobs: top }: Json): Json {
  const wanted = (Array.isArray(include) && include.includes(LOGPROBS)) || typeof top === "number";
  return wanted ? { logprobs: true, top_logprobs: top } : {};
}
