import { chunk, DONE } from "./fake-upstream.ts";

/** One event of a stream with a piece of a tool call; `id` and `name` come with the first piece. */
export function toolChunk(index: number, call: { id?: string; name?: string; arguments?: string }): string {
  const { id, name, arguments: given = "" } = call;
  const piece = {
    index,
    ...(id !== undefined && { id, type: "function" }),
    function: { ...(name !== undefined && { name }), arguments: given },
  };
  return event({ choices: [{ index: 0, delta: { tool_calls: [piece] }, finish_reason: null }] });
}

/** The event that tells the usage. */
export function usageChunk(prompt: number, answer: number, cached = 0): string {
  const usage = {
    prompt_tokens: prompt,
    completion_tokens: answer,
    total_tokens: prompt + answer,
    prompt_tokens_details: { cached_tokens: cached },
  };
  return event({ choices: [], usage });
}

/** A stream that says something, calls two tools and ends. */
export const TOOL_STREAM =
  chunk("let me") +
  chunk(" see") +
  toolChunk(0, { id: "call_a", name: "weather" }) +
  toolChunk(0, { arguments: '{"city":' }) +
  toolChunk(0, { arguments: '"Bern"}' }) +
  toolChunk(1, { id: "call_b", name: "clock", arguments: "{}" }) +
  chunk("", "tool_calls") +
  usageChunk(12, 7, 2) +
  DONE;

function event(fields: object): string {
  const head = { id: "chatcmpl-1", object: "chat.completion.chunk", created: 1_700_000_000, model: "tiny" };
  return `data: ${JSON.stringify({ ...head, ...fields })}\n\n`;
}

/** A completion that says something and calls two tools. */
export const TOOL_COMPLETION = {
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1_700_000_000,
  model: "tiny",
  choices: [
    {
      index: 0,
      message: {
        role: "assistant",
        content: "let me see",
        tool_calls: [
          { id: "call_a", type: "function", function: { name: "weather", arguments: '{"city":"Bern"}' } },
          { id: "call_b", type: "function", function: { name: "clock", arguments: "" } },
        ],
      },
      finish_reason: "tool_calls",
    },
  ],
  usage: {
    prompt_tokens: 12,
    completion_tokens: 7,
    total_tokens: 19,
    prompt_tokens_details: { cached_tokens: 2 },
  },
};
