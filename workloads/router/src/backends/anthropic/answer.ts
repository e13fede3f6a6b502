import { toolCall, usageObject } from "../translation/chat-answer.ts";
import type { FinishReason } from "../translation/chat-answer.ts";
import { numberOf, recordOf, textOf } from "../translation/json.ts";
import type { Json } from "../translation/json.ts";

const FINISH: Readonly<Record<string, FinishReason>> = {
  end_turn: "stop",
  stop_sequence: "stop",
  pause_turn: "stop",
  max_tokens: "length",
  model_context_window_exceeded: "length",
  tool_use: "tool_calls",
  refusal: "content_filter",
};

/** The message that the blocks of an answer make. */
export function messageOf(blocks: readonly Json[]): Json {
  const texts = blocks.flatMap((block) => (block["type"] === "text" ? [textOf(block["text"]) ?? ""] : []));
  const calls = blocks
    .filter(({ type }) => type === "tool_use")
    .map(({ id, name, input }) => toolCall(String(id), String(name), JSON.stringify(input ?? {})));
  const thoughts = blocks.filter(({ type }) => type === "thinking" || type === "redacted_thinking");
  const thought = thoughts.map(({ thinking }) => textOf(thinking) ?? "").join("");
  return {
    content: texts.length === 0 && calls.length > 0 ? null : texts.join(""),
    ...(calls.length > 0 && { tool_calls: calls }),
    ...(thought !== "" && { reasoning_content: thought }),
    ...(thoughts.length > 0 && { thinking_blocks: thoughts }),
  };
}

/** An end that is not known yet is one that the model chose. */
export function finishOf(reason: unknown): FinishReason {
  return FINISH[String(reason)] ?? "stop";
}

/** What was read from the cache and written to it was read by the model: OpenAI counts it as prompt. */
export function usageOf(usage: Json): Json {
  const cached = numberOf(usage["cache_read_input_tokens"]);
  const written = numberOf(usage["cache_creation_input_tokens"]) ?? 0;
  const details = recordOf(usage["output_tokens_details"]);
  return usageObject({
    prompt: (numberOf(usage["input_tokens"]) ?? 0) + (cached ?? 0) + written,
    answer: numberOf(usage["output_tokens"]) ?? 0,
    cached,
    reasoning: numberOf(details["thinking_tokens"]),
  });
}
