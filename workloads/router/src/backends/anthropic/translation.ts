import { RouterError } from "../../errors.ts";
import type { ModelCall } from "../backend.ts";
import type { Problem } from "../problem.ts";
import { chatCompletion } from "../translation/chat-answer.ts";
import { isRecord, recordOf, recordsOf, textOf } from "../translation/json.ts";
import type { Json } from "../translation/json.ts";
import type { ServerSentEvent, Translation } from "../wire-format.ts";

import { finishOf, messageOf, usageOf } from "./answer.ts";
import { problemOf, refusalProblem } from "./problems.ts";
import { AnthropicStream } from "./stream.ts";

/**
 * Answers of the Messages API as chat completions. Thoughts become `reasoning_content`, and whole, with their
 * signatures, `thinking_blocks`: a client that sends these back in its history lets the model think on.
 */
export class AnthropicTranslation implements Translation {
  readonly #call: ModelCall;
  readonly #stream: AnthropicStream;

  constructor(call: ModelCall) {
    this.#call = call;
    this.#stream = new AnthropicStream(call);
  }

  complete(answer: unknown): Json {
    if (!isRecord(answer) || !Array.isArray(answer["content"])) {
      const what =
        "The upstream's answer has no content, which every answer of Anthropic's Messages API has.";
      throw new RouterError("upstream_invalid_response", what);
    }
    const blocks = recordsOf(answer["content"]);
    const refused = answer["stop_reason"] === "refusal";
    if (refused && blocks.length === 0) throw refusalProblem(answer["stop_details"]);
    const finish = finishOf(answer["stop_reason"]);
    const choice = { index: 0, message: messageOf(blocks), finish };
    const id = textOf(answer["id"]) ?? this.#call.requestId;
    const model = textOf(answer["model"]) ?? this.#call.model;
    return chatCompletion(id, model, [choice], usageOf(recordOf(answer["usage"])));
  }

  problem(status: number, answer: unknown): Problem | undefined {
    return problemOf(answer, status);
  }

  event(event: ServerSentEvent): string {
    return this.#stream.event(event);
  }

  /** The stream tells its own end; without it, it was cut. */
  end(): string {
    return "";
  }
}
