import { RouterError } from "../../errors.ts";
import type { ModelCall } from "../backend.ts";
import { Problem } from "../problem.ts";
import { chatCompletion, ChatEvents, toolCall } from "../translation/chat-answer.ts";
import type { Choice } from "../translation/chat-answer.ts";
import { eventJson, isRecord, recordOf, textOf } from "../translation/json.ts";
import type { Json } from "../translation/json.ts";
import type { ServerSentEvent, Translation } from "../wire-format.ts";

import { candidatesOf, finishOf, isFiltered, usageOf } from "./answer.ts";
import type { Candidate } from "./answer.ts";
import { failureProblem, problemOf, refusalProblem } from "./problems.ts";

/**
 * Answers of `generateContent` as chat completions. Each event of a stream is an answer of its own, whose candidates
 * hold what is new. Thoughts become `reasoning_content`; the signature of a call stands in its
 * `extra_content.google.thought_signature`, where Google's own translation has it, and is taken from there again.
 */
export class GeminiTranslation implements Translation {
  readonly #call: ModelCall;
  readonly #events: ChatEvents;
  /** Calls of tools so far, by candidate. */
  readonly #calls = new Map<number, number>();
  readonly #finished = new Set<number>();
  #usage: Json | undefined;

  constructor(call: ModelCall) {
    this.#call = call;
    this.#events = new ChatEvents(call.requestId, call.model);
  }

  complete(answer: unknown): Json {
    const body = recordOf(answer);
    const candidates = candidatesOf(body);
    if (candidates.length === 0) throw emptyAnswer(body);
    if (candidates.every(isRefused)) throw refusalOf(candidates[0] as Candidate);
    const id = textOf(body["responseId"]) ?? this.#call.requestId;
    const model = textOf(body["modelVersion"]) ?? this.#call.model;
    const usage = isRecord(body["usageMetadata"]) ? usageOf(body["usageMetadata"]) : undefined;
    return chatCompletion(id, model, candidates.map(choiceOf), usage);
  }

  problem(status: number, answer: unknown): Problem | undefined {
    return problemOf(answer, status);
  }

  event({ data }: ServerSentEvent): string {
    const event = eventJson(data);
    const problem = problemOf(event);
    if (problem !== undefined) throw problem;
    this.#events.identify(textOf(event["responseId"]), textOf(event["modelVersion"]));
    if (isRecord(event["usageMetadata"])) this.#usage = event["usageMetadata"];
    const candidates = candidatesOf(event);
    if (candidates.length === 0 && isRecord(event["promptFeedback"])) throw emptyAnswer(event);
    return candidates.map((candidate) => this.#piece(candidate)).join("");
  }

  /** The API has no last event: what was counted is told when the stream closes. `[DONE]` follows where it is whole. */
  end(): string {
    const isWhole = this.#finished.size >= this.#call.choices;
    return isWhole && this.#usage !== undefined ? this.#events.usage(usageOf(this.#usage)) : "";
  }

  #piece(candidate: Candidate): string {
    const { index, said, logprobs, reason } = candidate;
    const isFirstWord = !this.#events.begun && this.#call.choices === 1;
    if (isFirstWord && isRefused(candidate)) throw refusalOf(candidate);
    let text = "";
    if (said.thought !== "") text += this.#events.delta(index, { reasoning_content: said.thought });
    if (said.text !== "" || logprobs !== null)
      text += this.#events.delta(index, { content: said.text }, logprobs);
    for (const { id, name, input, extra } of said.calls) {
      const place = this.#calls.get(index) ?? 0;
      this.#calls.set(index, place + 1);
      text += this.#events.delta(index, {
        tool_calls: [{ index: place, ...toolCall(id, name, input, extra) }],
      });
    }
    if (reason === undefined || this.#finished.has(index)) return text;
    this.#finished.add(index);
    try {
      return text + this.#events.finish(index, finishOf(candidate, this.#calls.has(index)));
    } catch (error) {
      // What stands in the same event was said all the same.
      if (text === "" || !(error instanceof Problem)) throw error;
      return text + error.toEvent();
    }
  }
}

function choiceOf(candidate: Candidate): Choice {
  const { index, said, logprobs } = candidate;
  const calls = said.calls.map(({ id, name, input, extra }) => toolCall(id, name, input, extra));
  const message = {
    content: said.text === "" && calls.length > 0 ? null : said.text,
    ...(calls.length > 0 && { tool_calls: calls }),
    ...(said.thought !== "" && { reasoning_content: said.thought }),
  };
  return { index, message, finish: finishOf(candidate, calls.length > 0), logprobs };
}

/** True where the policy let nothing out. */
function isRefused({ reason, said }: Candidate): boolean {
  return isFiltered(reason) && said.text === "" && said.calls.length === 0;
}

function refusalOf({ reason, finishMessage }: Candidate): Problem {
  return refusalProblem(reason ?? "SAFETY", finishMessage);
}

/** An answer without candidates tells why the prompt was blocked, or is none. */
function emptyAnswer(answer: Json): Problem | RouterError {
  const feedback = recordOf(answer["promptFeedback"]);
  const reason = textOf(feedback["blockReason"]);
  if (reason === "OTHER") return failureProblem(reason, feedback["blockReasonMessage"]);
  if (reason !== undefined) return refusalProblem(reason, feedback["blockReasonMessage"]);
  const what = "The upstream's answer has no candidates, which every answer of the Gemini API has.";
  return new RouterError("upstream_invalid_response", what);
}
