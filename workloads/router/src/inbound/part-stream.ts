import { RouterError } from "../errors.ts";
import type { ErrorBody } from "../errors.ts";

import { readChunk } from "./chat-answer.ts";
import type { ChatAnswer, ChatToolCall, ChatUsage } from "./chat-answer.ts";

/** One part of an answer. The parts of an answer come one after the other. */
export type Part =
  | { readonly kind: "text" | "refusal"; readonly index: number }
  | { readonly kind: "tool"; readonly index: number; readonly id: string; readonly name: string };

/** How an answer ended. */
export interface Ending {
  readonly finish: string;
  readonly stopText: string | undefined;
  readonly usage: ChatUsage | undefined;
}

/** Writes the events of one format. Each method gives whole events. */
export interface PartWriter {
  begin(model: string | undefined): string;
  open(part: Part): string;
  /** @param logprobs OpenAI's list, for text */
  piece(part: Part, text: string, logprobs: readonly unknown[]): string;
  /** @param text all of the part */
  close(part: Part, text: string, logprobs: readonly unknown[]): string;
  end(ending: Ending): string;
  fail(error: ErrorBody["error"]): string;
}

/** The part that is being written. */
interface OpenPart {
  readonly part: Part;
  /** The index of the tool call in the chunks; -1 where it is none. */
  readonly call: number;
  text: string;
  readonly logprobs: unknown[];
}

/** Finds the parts of an answer in the chunks of a chat completion. */
export class PartStream {
  readonly #writer: PartWriter;
  readonly #callsDone = new Set<number>();
  #begun = false;
  #count = 0;
  #open: OpenPart | undefined;
  #ending: Ending = { finish: "stop", stopText: undefined, usage: undefined };

  constructor(writer: PartWriter) {
    this.#writer = writer;
  }

  /** @throws RouterError upstream_invalid_response */
  chunk(data: string): string {
    const delta = readChunk(data);
    let events = this.#begin(delta.model);
    if (delta.text !== "") events += this.#words("text", delta.text, delta.logprobs);
    if (delta.refusal !== "") events += this.#words("refusal", delta.refusal, []);
    for (const call of delta.toolCalls) events += this.#call(call);
    this.#note(delta);
    return events;
  }

  end(): string {
    return this.#begin(undefined) + this.#close() + this.#writer.end(this.#ending);
  }

  fail(error: ErrorBody["error"]): string {
    return this.#begin(undefined) + this.#writer.fail(error);
  }

  #begin(model: string | undefined): string {
    if (this.#begun) return "";
    this.#begun = true;
    return this.#writer.begin(model);
  }

  #words(kind: "text" | "refusal", text: string, logprobs: readonly unknown[]): string {
    let events = "";
    if (this.#open?.part.kind !== kind)
      events = this.#close() + this.#start({ kind, index: this.#count }, -1);
    return events + this.#piece(text, logprobs);
  }

  #call(call: ChatToolCall): string {
    let events = "";
    if (!this.#continues(call)) {
      // Parts come one after the other: one that was closed cannot go on.
      if (this.#callsDone.has(call.index) && call.id === "") throw outOfTurn(call.index);
      events = this.#close();
      const { id, name, index } = call;
      events += this.#start({ kind: "tool", index: this.#count, id: id || `call_${index}`, name }, index);
    }
    return call.arguments === "" ? events : events + this.#piece(call.arguments, []);
  }

  /** Some servers give every call the index 0, and tell them apart by their ids. */
  #continues({ index, id, name }: ChatToolCall): boolean {
    const open = this.#open;
    if (open === undefined || open.part.kind !== "tool" || open.call !== index) return false;
    return id === "" || id === open.part.id || name === "";
  }

  #start(part: Part, call: number): string {
    this.#count += 1;
    this.#open = { part, call, text: "", logprobs: [] };
    return this.#writer.open(part);
  }

  #piece(text: string, logprobs: readonly unknown[]): string {
    const open = this.#open as OpenPart;
    open.text += text;
    open.logprobs.push(...logprobs);
    return this.#writer.piece(open.part, text, logprobs);
  }

  #close(): string {
    if (this.#open === undefined) return "";
    const { part, call, text, logprobs } = this.#open;
    if (call >= 0) this.#callsDone.add(call);
    this.#open = undefined;
    return this.#writer.close(part, text, logprobs);
  }

  #note({ finish, stopText, usage }: ChatAnswer): void {
    const before = this.#ending;
    this.#ending = {
      finish: finish ?? before.finish,
      stopText: stopText ?? before.stopText,
      usage: usage ?? before.usage,
    };
  }
}

function outOfTurn(index: number): RouterError {
  return new RouterError(
    "upstream_invalid_response",
    `The upstream's stream goes on with tool call ${index}, which was over.`,
  );
}
