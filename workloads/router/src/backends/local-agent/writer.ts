import type { ModelCall } from "../backend.ts";
import { chatCompletion, ChatEvents } from "../translation/chat-answer.ts";
import type { FinishReason } from "../translation/chat-answer.ts";
import type { Json } from "../translation/json.ts";

/** What the agent said, as a whole. */
export interface Inference {
  readonly text: string;
  readonly finish: FinishReason;
  readonly usage: Json | undefined;
}

/** Writes answers in the form of the operation that was asked for. */
export interface AnswerWriter {
  whole(inference: Inference): Json;
  piece(text: string): string;
  finish(reason: FinishReason): string;
  usage(usage: Json): string;
}

export function writerFor(call: ModelCall): AnswerWriter {
  return call.operation === "completions" ? new CompletionWriter(call) : new ChatWriter(call);
}

class ChatWriter implements AnswerWriter {
  readonly #id: string;
  readonly #model: string;
  readonly #events: ChatEvents;

  constructor({ requestId, model }: ModelCall) {
    this.#id = `chatcmpl-${requestId}`;
    this.#model = model;
    this.#events = new ChatEvents(this.#id, model);
  }

  whole({ text, finish, usage }: Inference): Json {
    return chatCompletion(this.#id, this.#model, [{ index: 0, message: { content: text }, finish }], usage);
  }

  piece(text: string): string {
    return this.#events.delta(0, { content: text });
  }

  finish(reason: FinishReason): string {
    return this.#events.finish(0, reason);
  }

  usage(usage: Json): string {
    return this.#events.usage(usage);
  }
}

class CompletionWriter implements AnswerWriter {
  readonly #head: Json;

  constructor({ requestId, model }: ModelCall) {
    const created = Math.floor(Date.now() / 1000);
    this.#head = { id: `cmpl-${requestId}`, object: "text_completion", created, model };
  }

  whole({ text, finish, usage }: Inference): Json {
    return { ...this.#choice(text, finish), ...(usage !== undefined && { usage }) };
  }

  piece(text: string): string {
    return eventOf(this.#choice(text, null));
  }

  finish(reason: FinishReason): string {
    return eventOf(this.#choice("", reason));
  }

  usage(usage: Json): string {
    return eventOf({ ...this.#head, choices: [], usage });
  }

  #choice(text: string, finish: FinishReason | null): Json {
    return { ...this.#head, choices: [{ index: 0, text, logprobs: null, finish_reason: finish }] };
  }
}

function eventOf(body: Json): string {
  return `data: ${JSON.stringify(body)}\n\n`;
}
