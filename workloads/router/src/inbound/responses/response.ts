import { readCompletion } from "../chat-answer.ts";
import type { ChatAnswer, ChatUsage } from "../chat-answer.ts";
import type { AnswerFacts, Json } from "../inbound-format.ts";
import type { Ending, Part } from "../part-stream.ts";

/** What every state of one response has. */
export interface Head {
  readonly body: Json;
  readonly facts: AnswerFacts;
}

/** How far a response, or an item of it, is. */
export type Status = "in_progress" | "completed" | "incomplete" | "failed";

/** Finish reasons that end an answer before its time. */
const INCOMPLETE: Readonly<Record<string, string>> = {
  length: "max_output_tokens",
  content_filter: "content_filter",
};

/** A response object. @see https://platform.openai.com/docs/api-reference/responses/object */
export function responseOf({ body, facts }: Head, state: Json): Json {
  const { reasoning, text } = body;
  return {
    id: `resp_${facts.id}`,
    object: "response",
    created_at: facts.createdAt,
    status: "in_progress",
    background: false,
    error: null,
    incomplete_details: null,
    instructions: body["instructions"] ?? null,
    max_output_tokens: body["max_output_tokens"] ?? null,
    metadata: body["metadata"] ?? {},
    model: body["model"],
    output: [],
    parallel_tool_calls: body["parallel_tool_calls"] ?? true,
    previous_response_id: null,
    reasoning: reasoning ?? { effort: null, summary: null },
    store: false,
    temperature: body["temperature"] ?? null,
    text: text ?? { format: { type: "text" } },
    tool_choice: body["tool_choice"] ?? "auto",
    tools: body["tools"] ?? [],
    top_p: body["top_p"] ?? null,
    truncation: "disabled",
    usage: null,
    user: body["user"] ?? null,
    ...state,
  };
}

/** What a whole answer adds to its response. */
export function endingOf({ finish, usage }: Ending): Json & { readonly status: Status } {
  const reason = INCOMPLETE[finish];
  const ended = reason === undefined ? ("completed" as const) : ("incomplete" as const);
  return {
    status: ended,
    incomplete_details: reason === undefined ? null : { reason },
    usage: usage === undefined ? null : usageOf(usage),
  };
}

function usageOf({ prompt, cached, answer, reasoning }: ChatUsage): Json {
  return {
    input_tokens: prompt,
    input_tokens_details: { cached_tokens: cached },
    output_tokens: answer,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: prompt + answer,
  };
}

/** The content of a message item. */
export function contentOf(kind: "text" | "refusal", text: string, logprobs: readonly unknown[]): Json {
  return kind === "refusal"
    ? { type: "refusal", refusal: text }
    : { type: "output_text", text, annotations: [], logprobs };
}

/** The id of an item of the output. */
export function itemId({ facts }: Head, { kind, index }: Part): string {
  return `${kind === "tool" ? "fc" : "msg"}_${facts.id}_${index}`;
}

/**
 * An item of the output.
 * @param content of a message; undefined before there is any
 */
export function itemOf(head: Head, part: Part, status: Status, text: string, content?: Json): Json {
  const id = itemId(head, part);
  if (part.kind === "tool")
    return { id, type: "function_call", status, call_id: part.id, name: part.name, arguments: text };
  return { id, type: "message", status, role: "assistant", content: content === undefined ? [] : [content] };
}

/**
 * The response of a whole chat completion.
 * @throws RouterError upstream_invalid_response where it is none
 */
export function completeResponse(head: Head, completion: unknown): Json {
  const answer = readCompletion(completion);
  const ending = endingOf({ finish: answer.finish ?? "stop", stopText: undefined, usage: answer.usage });
  const output = outputOf(head, answer, ending.status);
  return responseOf(head, { ...ending, model: answer.model ?? head.body["model"], output });
}

function outputOf(head: Head, { text, refusal, toolCalls, logprobs }: ChatAnswer, status: Status): Json[] {
  const output: Json[] = [];
  const say = (kind: "text" | "refusal", words: string): void => {
    if (words === "") return;
    const part: Part = { kind, index: output.length };
    output.push(itemOf(head, part, status, words, contentOf(kind, words, kind === "text" ? logprobs : [])));
  };
  say("text", text);
  say("refusal", refusal);
  for (const { id, name, arguments: given } of toolCalls) {
    const part: Part = { kind: "tool", index: output.length, id, name };
    output.push(itemOf(head, part, "completed", given));
  }
  return output;
}
