import type { ErrorBody } from "../../errors.ts";
import { readCompletion } from "../chat-answer.ts";
import type { ChatUsage } from "../chat-answer.ts";
import { eventText } from "../inbound-format.ts";
import type { AnswerFacts, InboundAnswer, Json } from "../inbound-format.ts";
import { parseRecord } from "../json.ts";
import { PartStream } from "../part-stream.ts";
import type { Ending, Part, PartWriter } from "../part-stream.ts";

import { messagesProblem } from "./problem.ts";

/** Finish reasons of chat completions in Anthropic's words. */
const STOP_REASONS: Readonly<Record<string, string>> = {
  stop: "end_turn",
  length: "max_tokens",
  tool_calls: "tool_use",
  function_call: "tool_use",
  content_filter: "refusal",
};

/** One answer of the Messages API. */
export function messagesAnswer(body: Json, facts: AnswerFacts): InboundAnswer {
  const head = headOf(body, facts);
  const stream = new PartStream(new MessageWriter(head));
  return {
    complete: (completion) => messageOf(head, completion),
    chunk: (data) => stream.chunk(data),
    end: () => stream.end(),
    fail: (error) => stream.fail(error),
  };
}

/** What every answer to one request has. */
interface Head {
  readonly id: string;
  readonly model: unknown;
}

function headOf({ model }: Json, { id }: AnswerFacts): Head {
  return { id: `msg_${id}`, model };
}

function messageOf({ id, model }: Head, completion: unknown): Json {
  const answer = readCompletion(completion);
  const { finish = "stop", stopText, usage } = answer;
  const words = answer.text + answer.refusal;
  const calls = answer.toolCalls.map((call) => ({
    type: "tool_use",
    id: call.id,
    name: call.name,
    input: inputOf(call.arguments, finish),
  }));
  return {
    id,
    type: "message",
    role: "assistant",
    model: answer.model ?? model,
    content: [...(words === "" ? [] : [{ type: "text", text: words, citations: null }]), ...calls],
    ...stopOf({ finish, stopText, usage }, calls.length > 0, answer.refusal !== ""),
    usage: usageOf(usage),
  };
}

/** A call that the limit of tokens cut has none that could be told: that it was cut stands in `stop_reason`. */
function inputOf(given: string, finish: string): Json {
  if (given === "") return {};
  try {
    return parseRecord(given, "The arguments of a tool call");
  } catch (error) {
    if (finish === "length") return {};
    throw error;
  }
}

function stopOf({ finish, stopText }: Ending, called: boolean, refused: boolean): Json {
  if (finish === "stop" && stopText !== undefined)
    return { stop_reason: "stop_sequence", stop_sequence: stopText };
  let reason = STOP_REASONS[finish] ?? "end_turn";
  // Some servers end with "stop" after a call.
  if (reason === "end_turn" && called) reason = "tool_use";
  return { stop_reason: reason === "end_turn" && refused ? "refusal" : reason, stop_sequence: null };
}

/** Anthropic counts the tokens that were read from a cache apart from the others. */
function usageOf(usage: ChatUsage | undefined): Json {
  const { prompt = 0, cached = 0, answer = 0 } = usage ?? {};
  return {
    input_tokens: prompt - cached,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: cached,
    output_tokens: answer,
  };
}

/** Writes the events of the Messages API. @see https://docs.anthropic.com/en/docs/build-with-claude/streaming */
class MessageWriter implements PartWriter {
  readonly #head: Head;
  #called = false;
  #refused = false;

  constructor(head: Head) {
    this.#head = head;
  }

  begin(model: string | undefined): string {
    const message = {
      id: this.#head.id,
      type: "message",
      role: "assistant",
      model: model ?? this.#head.model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: usageOf(undefined),
    };
    return eventText("message_start", { message });
  }

  open(part: Part): string {
    if (part.kind === "tool") this.#called = true;
    if (part.kind === "refusal") this.#refused = true;
    const block =
      part.kind === "tool"
        ? { type: "tool_use", id: part.id, name: part.name, input: {} }
        : { type: "text", text: "", citations: null };
    return eventText("content_block_start", { index: part.index, content_block: block });
  }

  piece({ kind, index }: Part, text: string): string {
    const delta =
      kind === "tool" ? { type: "input_json_delta", partial_json: text } : { type: "text_delta", text };
    return eventText("content_block_delta", { index, delta });
  }

  close({ index }: Part): string {
    return eventText("content_block_stop", { index });
  }

  end(ending: Ending): string {
    const delta = stopOf(ending, this.#called, this.#refused);
    return (
      eventText("message_delta", { delta, usage: usageOf(ending.usage) }) + eventText("message_stop", {})
    );
  }

  fail(error: ErrorBody["error"]): string {
    return eventText("error", messagesProblem(error));
  }
}
