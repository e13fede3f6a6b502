import { RouterError } from "../errors.ts";
import { EventSplitter } from "../streaming/event-splitter.ts";
import { StreamLedger } from "../streaming/stream-ledger.ts";
import type { EventSink, EventSource } from "../backends/backend.ts";
import { Problem } from "../backends/problem.ts";
import type { Translation } from "../backends/wire-format.ts";
import { parseEvents } from "../streaming/parse-events.ts";

import { KEY_REMOVED, problemOf, withoutSecret } from "./plain-answer.ts";

const DONE_EVENT = Buffer.from("data: [DONE]\n\n");
const DATA_LINE = /^data:/m;
const FIRST_DATA_LINE = /^data: ?(.*)$/m;

/** What an event flow needs from the exchange that feeds it. */
export interface EventFlowArgs {
  /** How many choices the stream must finish. */
  readonly choices: number;
  /** The upstream's key, which no event may show. */
  readonly secret: string | undefined;
  /** Brings the events into OpenAI's format. @default they are in that format */
  readonly translation?: Translation | undefined;
  /** Largest single event, in bytes; also most that is held before the first one. */
  readonly eventLimitBytes: number;
  /** Called with the first event: the answer has begun. */
  readonly onOpen: () => void;
  readonly pause: () => void;
  readonly resume: () => void;
}

/** The events of one stream on their way from the upstream's chunks to a sink. */
export class EventFlow implements EventSource {
  readonly #args: EventFlowArgs;
  readonly #splitter = new EventSplitter();
  readonly #ledger: StreamLedger;
  #sink: EventSink | undefined;
  /** Blocks that came before `start`: comments before the first event, that one, and what stood in the same chunk. */
  #waiting: Buffer[] = [];
  #commentBytes = 0;
  #open = false;
  #outcome: "running" | "ended" | RouterError = "running";
  #paused = false;

  constructor(args: EventFlowArgs) {
    this.#args = args;
    this.#ledger = new StreamLedger(args.choices);
  }

  /** True once an event has come. */
  get open(): boolean {
    return this.#open;
  }

  get paused(): boolean {
    return this.#paused;
  }

  start(sink: EventSink): void {
    this.#sink = sink;
    for (const block of this.#waiting) sink.write(block);
    this.#waiting = [];
    if (this.#outcome === "ended") sink.end();
    else if (this.#outcome !== "running") sink.fail(this.#outcome);
    this.resume();
  }

  pause(): void {
    this.#paused = true;
    this.#args.pause();
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#args.resume();
  }

  /**
   * Takes a chunk of the upstream's stream.
   * @returns whether it brought the answer on: a comment before the first event says no more than that a connection stands
   * @throws RouterError where the stream cannot go on
   * @throws Problem where the upstream tells an error before the answer has begun
   */
  push(chunk: Buffer): boolean {
    if (this.#outcome !== "running") return true;
    const block = this.#splitter.push(chunk);
    if (this.#splitter.heldBytes + this.#commentBytes > this.#args.eventLimitBytes) {
      const what = `One event of the upstream's stream is over ${this.#args.eventLimitBytes} bytes.`;
      throw new RouterError("upstream_response_too_large", what);
    }
    if (block === undefined) return this.#open;
    if (!this.#open && !hasData(block)) {
      this.#wait(block);
      return false;
    }
    this.#translate(block);
    return true;
  }

  /**
   * The upstream has ended its stream.
   * @throws RouterError where the answer is not whole
   */
  end(): void {
    if (this.#outcome !== "running") return;
    const rest = this.#splitter.flush();
    if (rest !== undefined && isWholeEvent(rest)) this.#translate(Buffer.concat([rest, Buffer.from("\n\n")]));
    const last = this.#args.translation?.end() ?? "";
    if (last !== "") this.#deliver(Buffer.from(last));
    // `[DONE]` may have been among the last words.
    if (this.#ledger.done) return;
    const verdict = this.#ledger.end();
    if (verdict === "cut") {
      throw new RouterError(
        "upstream_stream_cut",
        "The upstream ended its stream before the answer was whole.",
      );
    }
    if (verdict === "whole") this.#deliver(DONE_EVENT);
    if (verdict === "failed") this.#finish();
  }

  /** No more will come: the sink hears of it, unless it has its end already. */
  fail(error: RouterError): void {
    if (this.#outcome !== "running") return;
    this.#outcome = error;
    this.#sink?.fail(error);
  }

  #translate(block: Buffer): void {
    const { translation } = this.#args;
    if (translation === undefined) {
      this.#deliver(block);
      return;
    }
    let text = "";
    try {
      for (const event of parseEvents(block)) text += translation.event(event);
    } catch (error) {
      // What stood before it in the same chunk goes out, as it would have from a chunk of its own.
      if (text !== "") this.#deliver(Buffer.from(text));
      if (!(error instanceof Problem) || !this.#open) throw error;
      text = error.toEvent();
    }
    if (text !== "") this.#deliver(Buffer.from(text));
  }

  #deliver(block: Buffer): void {
    const isError = this.#ledger.note(block);
    if (!this.#open) this.#begin(block, isError);
    const safe = isError ? Buffer.from(withoutSecret(block.toString(), this.#args.secret)) : block;
    if (this.#sink === undefined) this.#waiting.push(safe);
    else this.#sink.write(safe);
    if (this.#ledger.done) this.#finish();
  }

  /** A comment is no answer: what comes after it may be an error, and another one may be asked. */
  #wait(block: Buffer): void {
    // A translation leaves comments out.
    if (this.#args.translation !== undefined) return;
    this.#waiting.push(block);
    this.#commentBytes += block.length;
  }

  /** Holds the first block until the router's own answer may begin: an error gets its real status. */
  #begin(block: Buffer, hasError: boolean): void {
    const problem = hasError ? problemOf(firstPayload(block)) : undefined;
    if (problem !== undefined) throw streamBeganWith(problem, this.#args.secret);
    this.#open = true;
    this.#commentBytes = 0;
    this.pause();
    this.#args.onOpen();
  }

  #finish(): void {
    this.#outcome = "ended";
    this.#sink?.end();
    // What the upstream still sends is read and dropped, so that its connection can be used again.
    if (this.#sink !== undefined) this.resume();
  }
}

function streamBeganWith(problem: string, secret: string | undefined): RouterError {
  const safe = secret === undefined ? problem : problem.replaceAll(secret, KEY_REMOVED);
  return new RouterError("upstream_error", `The upstream's stream began with an error: ${safe}`);
}

/** Whether a block holds an event: one without data is none, and neither is a comment. */
function hasData(block: Buffer): boolean {
  return DATA_LINE.test(block.toString("latin1"));
}

/** Some servers leave out the blank line after the last event. */
function isWholeEvent(rest: Buffer): boolean {
  return /^data: ?\[DONE\]\s*$/.test(rest.toString()) || firstPayload(rest) !== undefined;
}

/** The JSON of a block's first event; undefined where it is none. */
function firstPayload(block: Buffer): unknown {
  const payload = FIRST_DATA_LINE.exec(block.toString())?.[1];
  try {
    return payload === undefined ? undefined : JSON.parse(payload);
  } catch {
    return undefined;
  }
}
