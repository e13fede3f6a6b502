import type { EventSink, EventSource } from "../backends/backend.ts";
import { RouterError } from "../errors.ts";
import type { ErrorBody } from "../errors.ts";
import type { InboundAnswer } from "../inbound/inbound-format.ts";

import { parseEvents } from "./parse-events.ts";

/** Who hears how a translated stream ended. */
export interface TranslationListener {
  /** An event could not be translated; the backend is no longer needed. Its own end still comes. */
  broken(error: RouterError): void;
  /** The client got an error as its last event. */
  failed(error: RouterError): void;
}

/** A stream of chat completion chunks that leaves in the client's own format. */
export class TranslatedSource implements EventSource {
  readonly #source: EventSource;
  readonly #answer: InboundAnswer;
  readonly #listener: TranslationListener;
  #broken: RouterError | undefined;
  #over = false;

  constructor(source: EventSource, answer: InboundAnswer, listener: TranslationListener) {
    this.#source = source;
    this.#answer = answer;
    this.#listener = listener;
  }

  start(sink: EventSink): void {
    this.#source.start({
      write: (block) => this.#write(block, sink),
      end: () => {
        if (this.#broken === undefined) this.#finish(sink, () => this.#answer.end());
        else this.#fail(this.#broken, sink);
      },
      fail: (error) => this.#fail(error, sink),
    });
  }

  pause(): void {
    this.#source.pause();
  }

  resume(): void {
    this.#source.resume();
  }

  #write(block: Buffer, sink: EventSink): void {
    if (this.#broken !== undefined) return;
    let text = "";
    try {
      for (const { data } of parseEvents(block)) if (!this.#over) text += this.#event(data);
    } catch (error) {
      if (!(error instanceof RouterError)) throw error;
      this.#broken = error;
    }
    if (text !== "") sink.write(Buffer.from(text));
    if (this.#broken !== undefined) this.#listener.broken(this.#broken);
  }

  #event(data: string): string {
    if (data === "[DONE]") return "";
    const problem = data.includes('"error"') ? problemIn(data) : undefined;
    if (problem === undefined) return this.#answer.chunk(data);
    // The backend's own last word: its end follows, and says nothing more.
    this.#over = true;
    return this.#answer.fail(problem);
  }

  #fail(error: RouterError, sink: EventSink): void {
    this.#listener.failed(error);
    this.#finish(sink, () => this.#answer.fail(error.toBody().error));
  }

  #finish(sink: EventSink, lastWords: () => string): void {
    const text = this.#over ? "" : lastWords();
    this.#over = true;
    if (text !== "") sink.write(Buffer.from(text));
    sink.end();
  }
}

/** The error of an event in OpenAI's shape; undefined where the event is something else. */
function problemIn(data: string): ErrorBody["error"] | undefined {
  let event: unknown;
  try {
    event = JSON.parse(data);
  } catch {
    return undefined;
  }
  const error = (event as { error?: unknown } | null)?.error;
  if (typeof error !== "object" || error === null) return undefined;
  const { message, type, param, code } = error as Record<string, unknown>;
  const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
  return {
    message: text(message) ?? "The upstream's stream ended with an error.",
    type: text(type) ?? "upstream_error",
    param: text(param),
    code: text(code),
  };
}
