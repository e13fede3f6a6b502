import type { Json } from "../inbound-format.ts";
import { isRecord, present, recordsIn, unsupported } from "../json.ts";

import { conversationOf } from "./conversation.ts";

const CHOICES: Readonly<Record<string, string>> = { auto: "auto", any: "required", none: "none" };

/**
 * The chat completion that asks what a request of Anthropic's Messages API asks.
 * @throws RouterError unsupported_parameter for what a chat completion has no way to say
 */
export function chatBodyOf(body: Json): Json {
  const { model, metadata, stream, stop_sequences: stop, tool_choice: choice } = body;
  for (const field of ["mcp_servers", "container"])
    if (body[field] !== undefined && body[field] !== null)
      throw unsupported(field, `'${field}' is something that only Anthropic runs; the router cannot.`);
  const tools = recordsIn(body["tools"]).map(toolOf);
  return present({
    model,
    messages: conversationOf(body),
    max_tokens: body["max_tokens"],
    temperature: body["temperature"],
    top_p: body["top_p"],
    top_k: body["top_k"],
    stop: Array.isArray(stop) && stop.length > 0 ? stop : undefined,
    stream: stream === true ? true : undefined,
    tools: tools.length > 0 ? tools : undefined,
    ...(tools.length > 0 && isRecord(choice) && choiceOf(choice)),
    response_format: formatOf(body["output_config"]),
    user: isRecord(metadata) ? metadata["user_id"] : undefined,
  });
}

function toolOf(tool: Json, index: number): Json {
  const { type, name, description, input_schema: parameters, strict } = tool;
  if (type !== undefined && type !== null && type !== "custom") {
    const what = `'tools[${index}].type' is ${JSON.stringify(type)}, a tool that only Anthropic's own models know; use a custom tool with an input_schema.`;
    throw unsupported(`tools[${index}].type`, what);
  }
  return { type: "function", function: present({ name, description, parameters, strict }) };
}

function choiceOf({ type, name, disable_parallel_tool_use: oneOnly }: Json): Json {
  const choice = type === "tool" ? { type: "function", function: { name } } : CHOICES[String(type)];
  return { tool_choice: choice, ...(oneOnly === true && { parallel_tool_calls: false }) };
}

function formatOf(config: unknown): Json | undefined {
  const format = isRecord(config) ? config["format"] : undefined;
  if (!isRecord(format)) return undefined;
  return { type: "json_schema", json_schema: { name: "answer", schema: format["schema"], strict: true } };
}
