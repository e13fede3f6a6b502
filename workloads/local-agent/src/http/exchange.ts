import { randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";

import { AgentError } from "../errors.ts";
import type { Log } from "../log.ts";

const FIT_FOR_A_LOG = /^[\w.:/+=@-]{1,128}$/;
const PROBE = "/healthz";

/** One request and the answer to it, with its line in the log. */
export class Exchange {
  readonly request: IncomingMessage;
  /** The path without its query. */
  readonly path: string;
  readonly id: string;
  /** What the log says of this request beside its path and status. */
  readonly facts: Record<string, unknown> = {};
  readonly #response: ServerResponse;
  readonly #log: Log;
  readonly #leaving = new AbortController();
  readonly #start = performance.now();
  #outcome: AgentError | undefined;

  constructor(request: IncomingMessage, response: ServerResponse, log: Log) {
    this.request = request;
    this.path = (request.url ?? "/").split("?")[0] ?? "/";
    this.#response = response;
    this.#log = log;
    const given = request.headers["x-request-id"];
    this.id = typeof given === "string" && FIT_FOR_A_LOG.test(given) ? given : randomUUID();
    response.setHeader("x-request-id", this.id);
    response.once("close", () => this.#closed());
  }

  /** Aborted when the client leaves before its answer is whole, or by `abort`. */
  get signal(): AbortSignal {
    return this.#leaving.signal;
  }

  /** Ends the work for this request with an error that the client gets to see. */
  abort(reason: AgentError): void {
    this.#leaving.abort(reason);
  }

  /** Sends a whole answer. */
  json(status: number, body: object, headers: Readonly<Record<string, string>> = {}): void {
    const text = JSON.stringify(body);
    this.#response.writeHead(status, {
      "content-type": "application/json; charset=utf-8",
      "content-length": Buffer.byteLength(text),
      ...headers,
    });
    this.#response.end(text);
  }

  /** Sends an event of a stream at once; the first one begins the answer. */
  event(body: object): void {
    this.#beginStream();
    this.#response.write(`data: ${JSON.stringify(body)}\n\n`);
  }

  /** Ends a stream that is whole. */
  done(): void {
    this.#beginStream();
    this.#response.end("data: [DONE]\n\n");
  }

  /** Tells an error, as the answer or as the last event of a stream. */
  fail(error: unknown): void {
    const told = this.#outcome ?? this.#toAgentError(error);
    this.#outcome = told;
    if (this.#response.destroyed) return;
    if (this.#response.headersSent) this.#response.end(`data: ${JSON.stringify(told)}\n\n`);
    else this.json(told.status, told, this.#headersOf(told));
  }

  #headersOf({ code, retryAfterSeconds }: AgentError): Record<string, string> {
    return {
      ...(retryAfterSeconds !== undefined && { "retry-after": String(retryAfterSeconds) }),
      // What is left of the body would be taken for the next request.
      ...((code === "body_too_large" || !this.request.complete) && { connection: "close" }),
    };
  }

  #toAgentError(error: unknown): AgentError {
    if (error instanceof AgentError) return error;
    const { message, stack } = error as Error;
    this.#log("error", "a fault of the agent or of the model's engine", {
      requestId: this.id,
      err: { message, stack },
    });
    return new AgentError("internal_error", "The agent failed at this request.", { cause: error });
  }

  #beginStream(): void {
    if (this.#response.headersSent) return;
    this.#response.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
    });
  }

  #closed(): void {
    if (!this.#response.writableFinished) {
      this.#outcome ??= new AgentError("client_left", "The client left before its answer was whole.");
      this.#leaving.abort(this.#outcome);
    }
    const outcome = this.#outcome;
    const level = (outcome?.status ?? 0) >= 500 ? "warn" : this.path === PROBE ? "debug" : "info";
    this.#log(level, "request", {
      requestId: this.id,
      method: this.request.method,
      path: this.path.slice(0, 200),
      status: this.#response.statusCode,
      outcome: outcome?.code ?? "ok",
      ...this.facts,
      ms: Math.round((performance.now() - this.#start) * 1000) / 1000,
    });
  }
}

/** Answers what Node's HTTP parser refused: there is no request yet, only a socket. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const refusal = refusalOf(error);
  const json = JSON.stringify(refusal);
  const head = `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\nconnection: close\r\n`;
  const entity = `content-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(json)}`;
  socket.end(`${head}${entity}\r\n\r\n${json}`);
}

function refusalOf({ code }: NodeJS.ErrnoException): AgentError {
  if (code === "ERR_HTTP_REQUEST_TIMEOUT")
    return new AgentError("request_timeout", "The request was not whole in time.");
  if (code === "HPE_HEADER_OVERFLOW")
    return new AgentError("headers_too_large", "The request's headers are over 16 KiB.");
  return new AgentError("invalid_http_request", `The request cannot be read (${code ?? "no reason given"}).`);
}
