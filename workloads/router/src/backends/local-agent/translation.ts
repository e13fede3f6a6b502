import { RouterError } from "../../errors.ts";
import type { ModelCall } from "../backend.ts";
import { Problem } from "../problem.ts";
import { DONE, usageObject } from "../translation/chat-answer.ts";
import type { FinishReason } from "../translation/chat-answer.ts";
import { eventJson, isRecord, numberOf, recordOf, textOf } from "../translation/json.ts";
import type { Json } from "../translation/json.ts";
import type { ServerSentEvent, Translation } from "../wire-format.ts";

import { writerFor } from "./writer.ts";
import type { AnswerWriter, Inference } from "./writer.ts";

const TOO_LONG = /context|prompt.{0,40}too long/i;

/**
 * Answers of the agent. A whole one is `{text, finish_reason?, usage?}`; a stream's events hold a piece of the text
 * each, the last one also `finish_reason` and `usage`, and `[DONE]` may follow. Agents that say `response` or `content`
 * instead of `text` are understood too.
 */
export class AgentTranslation implements Translation {
  readonly replay?: (translated: unknown) => string;
  readonly #writer: AnswerWriter;
  #finished = false;

  constructor(call: ModelCall) {
    this.#writer = writerFor(call);
    if (call.stream) this.replay = () => this.#replayed();
  }

  /** The answer that `complete` saw, which `replay` tells again. */
  #inference: Inference | undefined;

  complete(answer: unknown): Json {
    const said = recordOf(answer);
    const text = saidIn(said);
    if (text === undefined) {
      const what = "The upstream's answer has no text, which every answer of the local agent has.";
      throw new RouterError("upstream_invalid_response", what);
    }
    const finish = finishOf(said["finish_reason"]) ?? "stop";
    this.#inference = { text, finish, usage: usageIn(said) };
    return this.#writer.whole(this.#inference);
  }

  problem(status: number, answer: unknown): Problem | undefined {
    return problemOf(status, recordOf(answer));
  }

  event({ data }: ServerSentEvent): string {
    if (data === "[DONE]") return this.#finish("stop") + DONE;
    const event = eventJson(data);
    if (event["error"] !== undefined && event["error"] !== null)
      throw problemOf(500, event) ?? unnamedProblem();
    const text = saidIn(event) ?? "";
    const piece = text === "" ? "" : this.#writer.piece(text);
    const reason = finishOf(event["finish_reason"]);
    const usage = usageIn(event);
    return (
      piece +
      (reason === undefined ? "" : this.#finish(reason)) +
      (usage === undefined ? "" : this.#writer.usage(usage))
    );
  }

  end(): string {
    return "";
  }

  #finish(reason: FinishReason): string {
    if (this.#finished) return "";
    this.#finished = true;
    return this.#writer.finish(reason);
  }

  #replayed(): string {
    const { text, finish, usage } = this.#inference as Inference;
    const counted = usage === undefined ? "" : this.#writer.usage(usage);
    return (text === "" ? "" : this.#writer.piece(text)) + this.#writer.finish(finish) + counted + DONE;
  }
}

function saidIn(answer: Json): string | undefined {
  return textOf(answer["text"]) ?? textOf(answer["response"]) ?? textOf(answer["content"]);
}

function finishOf(reason: unknown): FinishReason | undefined {
  if (reason === undefined || reason === null || reason === "") return undefined;
  return reason === "length" || reason === "max_tokens" ? "length" : "stop";
}

function usageIn({ usage }: Json): Json | undefined {
  if (!isRecord(usage)) return undefined;
  const prompt = numberOf(usage["prompt_tokens"]) ?? 0;
  return usageObject({ prompt, answer: numberOf(usage["completion_tokens"]) ?? 0 });
}

/** The agent says `{"error": {"message", "code"?}}`, `{"error": "…"}` or `{"message": "…"}`. */
function problemOf(status: number, answer: Json): Problem | undefined {
  const error = isRecord(answer["error"]) ? answer["error"] : answer;
  const message = textOf(error["message"]) ?? textOf(answer["error"]);
  if (message === undefined) return undefined;
  const tooLong = (status === 400 || status === 413) && TOO_LONG.test(message);
  const code = tooLong ? "context_length_exceeded" : (textOf(error["code"]) ?? null);
  const type = status < 500 ? "invalid_request_error" : "server_error";
  return new Problem({ status: tooLong ? 400 : status, message, type, code });
}

function unnamedProblem(): Problem {
  const message = "The local agent ended its answer with an error that it does not describe.";
  return new Problem({ status: 502, message, type: "upstream_error", code: "upstream_error" });
}
