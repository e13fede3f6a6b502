import type { EventSink, EventSource } from "../backends/backend.ts";

/** The events of an answer that was here as a whole before its first one leaves. */
export class WholeStream implements EventSource {
  readonly #events: Buffer;

  constructor(events: Buffer) {
    this.#events = events;
  }

  start(sink: EventSink): void {
    sink.write(this.#events);
    sink.end();
  }

  /** There is nothing to hold back: all of it is written. */
  pause(): void {}

  resume(): void {}
}
