import type { EventSink, EventSource } from "../backends/backend.ts";
import type { RouterError } from "../errors.ts";

/** What a stream came to. */
export interface StreamTotal {
  readonly bytes: number;
  /** All of it; undefined where it did not end well, or was too long to be remembered. */
  readonly events: Buffer | undefined;
}

/** One client of a shared stream. */
interface Reader {
  sink: EventSink | undefined;
  paused: boolean;
  /** How many blocks, and bytes, of the stream it has had. */
  blocks: number;
  bytes: number;
}

/**
 * One stream for several clients. Each gets all of it, from its beginning and at its own pace; what is held is held
 * once. A client that leaves takes nothing from the others.
 */
export class SharedStream {
  readonly #source: EventSource;
  readonly #limitBytes: number;
  readonly #readers = new Set<Reader>();
  /** What has come; without its beginning once it is over the limit. */
  readonly #blocks: Buffer[] = [];
  #forgotten = 0;
  #bytes = 0;
  #end: "running" | "whole" | RouterError = "running";
  #heldBack = false;

  /** @param limitBytes a longer stream is not remembered, and no reader may be further behind */
  constructor(source: EventSource, limitBytes: number) {
    this.#source = source;
    this.#limitBytes = limitBytes;
  }

  /** True while a new reader can have all of it. */
  get isRemembered(): boolean {
    return this.#bytes <= this.#limitBytes && !(this.#end instanceof Error);
  }

  /** Lets it flow. @param over told once */
  start(over: (total: StreamTotal) => void): void {
    const ended = (end: "whole" | RouterError): void => {
      this.#end = end;
      for (const reader of this.#readers) this.#feed(reader);
      const events = end === "whole" && this.isRemembered ? Buffer.concat(this.#blocks) : undefined;
      over({ bytes: this.#bytes, events });
    };
    this.#source.start({
      write: (block) => {
        this.#blocks.push(block);
        this.#bytes += block.length;
        for (const reader of this.#readers) this.#feed(reader);
        this.#balance();
      },
      end: () => ended("whole"),
      fail: (error) => ended(error),
    });
  }

  /** A reader's own stream. @param signal ends it for this reader alone */
  join(signal: AbortSignal): EventSource {
    const reader: Reader = { sink: undefined, paused: false, blocks: 0, bytes: 0 };
    this.#readers.add(reader);
    const leave = (): void => {
      if (!this.#readers.delete(reader)) return;
      this.#balance();
      reader.sink?.fail(signal.reason as RouterError);
    };
    signal.addEventListener("abort", leave, { once: true });
    return {
      start: (sink) => {
        reader.sink = sink;
        if (signal.aborted) sink.fail(signal.reason as RouterError);
        else this.#feed(reader);
      },
      pause: () => {
        reader.paused = true;
      },
      resume: () => {
        reader.paused = false;
        this.#feed(reader);
        this.#balance();
      },
    };
  }

  #feed(reader: Reader): void {
    const { sink } = reader;
    if (sink === undefined) return;
    // Any write may end the reader, or make it pause.
    while (!reader.paused && this.#readers.has(reader)) {
      const block = this.#blocks[reader.blocks - this.#forgotten];
      if (block === undefined) return this.#finish(reader, sink);
      reader.blocks += 1;
      reader.bytes += block.length;
      sink.write(block);
    }
  }

  #finish(reader: Reader, sink: EventSink): void {
    if (this.#end === "running") return;
    this.#readers.delete(reader);
    if (this.#end === "whole") sink.end();
    else sink.fail(this.#end);
  }

  /** Holds the source back while nobody takes more, or somebody is too far behind; forgets what all have had. */
  #balance(): void {
    const readers = [...this.#readers];
    if (!this.isRemembered && readers.length > 0) {
      const had = Math.min(...readers.map(({ blocks }) => blocks));
      this.#blocks.splice(0, had - this.#forgotten);
      this.#forgotten = had;
    }
    const isFull =
      readers.length > 0 &&
      (readers.every(({ paused }) => paused) ||
        readers.some(({ bytes }) => this.#bytes - bytes > this.#limitBytes));
    const wasHeldBack = this.#heldBack;
    // Known before the source hears of it: one that goes on may write at once.
    this.#heldBack = isFull;
    if (isFull) this.#source.pause();
    else if (wasHeldBack) this.#source.resume();
  }
}
