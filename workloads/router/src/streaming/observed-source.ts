import type { EventSink, EventSource } from "../backends/backend.ts";
import { RouterError } from "../errors.ts";

import { isErrorEvent } from "./stream-ledger.ts";

/** Who wants to know what passes through a stream. */
export interface StreamObserver {
  /** Whole events, on their way to the client. @returns what goes on instead; nothing where it is empty */
  block(block: Buffer): Buffer;
  /**
   * The stream's end, told once.
   * @param error undefined where the answer is whole; also there where the upstream's own last word is an error, which
   * the client gets as it is
   */
  over(error: RouterError | undefined): void;
}

/** A stream that somebody watches on its way. */
export class ObservedSource implements EventSource {
  readonly #source: EventSource;
  readonly #observer: StreamObserver;
  #last: Buffer | undefined;

  constructor(source: EventSource, observer: StreamObserver) {
    this.#source = source;
    this.#observer = observer;
  }

  start(sink: EventSink): void {
    const observer = this.#observer;
    this.#source.start({
      write: (block) => {
        this.#last = block;
        const onward = observer.block(block);
        if (onward.length > 0) sink.write(onward);
      },
      end: () => {
        observer.over(this.#ownError());
        sink.end();
      },
      fail: (error) => {
        observer.over(error);
        sink.fail(error);
      },
    });
  }

  pause(): void {
    this.#source.pause();
  }

  resume(): void {
    this.#source.resume();
  }

  #ownError(): RouterError | undefined {
    if (this.#last === undefined || !isErrorEvent(this.#last)) return undefined;
    return new RouterError("upstream_error", "The upstream's stream ended with an error.");
  }
}
