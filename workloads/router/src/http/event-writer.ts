import type { ServerResponse } from "node:http";

import type { FastifyReply, FastifyRequest } from "fastify";

import type { EventSink, EventSource, StreamingAnswer } from "../backends/backend.ts";
import type { RouterError } from "../errors.ts";

import { writeHead } from "./answer-head.ts";

const EVENT_STREAM_HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-cache, no-transform",
  // Asks nginx and its kin not to collect events before passing them on.
  "x-accel-buffering": "no",
};

/**
 * Sends a stream of events to the client, each as it comes.
 * @param clientStallMs how long a client may take nothing before it is cut off
 */
export function sendEvents(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: StreamingAnswer,
  clientStallMs: number,
): void {
  reply.hijack();
  writeHead(reply, answer.status, answer.headers, EVENT_STREAM_HEADERS);
  answer.events.start(new EventWriter(request, reply.raw, answer.events, clientStallMs));
}

/** Writes events to one client, and holds the source back while the client is slower than it. */
class EventWriter implements EventSink {
  readonly #request: FastifyRequest;
  readonly #response: ServerResponse;
  readonly #source: EventSource;
  readonly #clientStallMs: number;
  #stallTimer: NodeJS.Timeout | undefined;

  constructor(request: FastifyRequest, response: ServerResponse, source: EventSource, clientStallMs: number) {
    this.#request = request;
    this.#response = response;
    this.#source = source;
    this.#clientStallMs = clientStallMs;
    response.once("close", () => clearTimeout(this.#stallTimer));
    response.on("drain", () => {
      clearTimeout(this.#stallTimer);
      this.#source.resume();
    });
  }

  write(block: Buffer): void {
    if (this.#response.write(block)) return;
    this.#source.pause();
    this.#watchClient();
  }

  end(): void {
    this.#response.end();
    this.#watchClient();
  }

  fail(error: RouterError): void {
    this.#request.outcome ??= error;
    this.#response.end(error.toEvent());
    this.#watchClient();
  }

  /** A client that takes nothing for so long is gone, or means harm. */
  #watchClient(): void {
    clearTimeout(this.#stallTimer);
    if (this.#response.writableFinished || this.#response.destroyed) return;
    this.#stallTimer = setTimeout(() => this.#response.destroy(), this.#clientStallMs);
  }
}
