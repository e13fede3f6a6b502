import { RouterError } from "../errors.ts";

import { countIn, isRecord, parseRecord, recordsIn, textIn } from "./json.ts";
import type { Json } from "./inbound-format.ts";

/** A call of a function; in a stream, a piece of one. */
export interface ChatToolCall {
  /** Its place among the answer's calls. */
  readonly index: number;
  /** Empty where a piece does not repeat it. */
  readonly id: string;
  readonly name: string;
  /** JSON text. */
  readonly arguments: string;
}

/** Tokens, as the backend counted them. */
export interface ChatUsage {
  readonly prompt: number;
  /** Of the prompt's tokens. */
  readonly cached: number;
  readonly answer: number;
  /** Of the answer's tokens. */
  readonly reasoning: number;
}

/** What a chat completion says, or a chunk of one; of several choices the first. */
export interface ChatAnswer {
  readonly model: string | undefined;
  readonly text: string;
  readonly refusal: string;
  readonly toolCalls: readonly ChatToolCall[];
  /** Why the answer ended; undefined before its end. */
  readonly finish: string | undefined;
  /** The stop sequence that ended it, where the server says so, as vLLM does. */
  readonly stopText: string | undefined;
  /** OpenAI's own list. */
  readonly logprobs: readonly unknown[];
  readonly usage: ChatUsage | undefined;
}

/** @throws RouterError upstream_invalid_response where it is no chat completion */
export function readCompletion(completion: unknown): ChatAnswer {
  const answer = isRecord(completion) ? completion : {};
  const [choice] = recordsIn(answer["choices"]);
  if (choice === undefined || !isRecord(choice["message"]))
    throw new RouterError("upstream_invalid_response", "The upstream's answer has no choice with a message.");
  return read(answer, choice, choice["message"]);
}

/** @throws RouterError upstream_invalid_response where it is no JSON object */
export function readChunk(data: string): ChatAnswer {
  const chunk = parseRecord(data, "An event of the upstream's stream");
  const choice = recordsIn(chunk["choices"]).find(({ index }) => (index ?? 0) === 0) ?? {};
  return read(chunk, choice, isRecord(choice["delta"]) ? choice["delta"] : {});
}

function read(answer: Json, choice: Json, words: Json): ChatAnswer {
  const { model, usage } = answer;
  const { logprobs, finish_reason: finish, stop_reason: stopText } = choice;
  return {
    model: typeof model === "string" && model !== "" ? model : undefined,
    text: textIn(words["content"]),
    refusal: textIn(words["refusal"]),
    toolCalls: recordsIn(words["tool_calls"]).map(toolCallOf),
    finish: typeof finish === "string" && finish !== "" ? finish : undefined,
    stopText: typeof stopText === "string" ? stopText : undefined,
    logprobs: isRecord(logprobs) && Array.isArray(logprobs["content"]) ? logprobs["content"] : [],
    usage: isRecord(usage) ? usageOf(usage) : undefined,
  };
}

function toolCallOf(call: Json, place: number): ChatToolCall {
  const called = isRecord(call["function"]) ? call["function"] : {};
  return {
    index: typeof call["index"] === "number" ? call["index"] : place,
    id: textIn(call["id"]),
    name: textIn(called["name"]),
    arguments: textIn(called["arguments"]),
  };
}

function usageOf(usage: Json): ChatUsage {
  const prompt = isRecord(usage["prompt_tokens_details"]) ? usage["prompt_tokens_details"] : {};
  const answer = isRecord(usage["completion_tokens_details"]) ? usage["completion_tokens_details"] : {};
  return {
    prompt: countIn(usage["prompt_tokens"]),
    cached: countIn(prompt["cached_tokens"]),
    answer: countIn(usage["completion_tokens"]),
    reasoning: countIn(answer["reasoning_tokens"]),
  };
}
