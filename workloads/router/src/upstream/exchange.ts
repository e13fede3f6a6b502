import type { IncomingHttpHeaders } from "node:http";

import type { Dispatcher } from "undici";

import type { RouterLimits } from "../config.ts";
import { RouterError } from "../errors.ts";
import { headersForClient } from "../http/headers.ts";
import type { Answer, CompleteAnswer } from "../backends/backend.ts";
import { Problem } from "../backends/problem.ts";
import type { Translation } from "../backends/wire-format.ts";

import { EventFlow } from "./event-flow.ts";
import { toRouterError } from "./failures.ts";
import { problemAnswer, toCompleteAnswer } from "./plain-answer.ts";
import { WholeStream } from "./whole-stream.ts";

const EVENT_STREAM = /^text\/event-stream\b/i;

/** Status and headers of an upstream's answer. */
export interface UpstreamHead {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

/** What one exchange needs to know. */
export interface ExchangeArgs {
  /** The upstream's scheme, host and port, for sentences. */
  readonly origin: string;
  readonly limits: RouterLimits;
  /** Its reason, once aborted, is a RouterError. */
  readonly signal: AbortSignal;
  /** The upstream's key, which nothing that leaves the router may show. */
  readonly secret: string | undefined;
  /** How many choices a stream must finish. */
  readonly choices: number;
  /** Brings the answer into OpenAI's format. @default it is in that format */
  readonly translation?: Translation | undefined;
}

/**
 * One request to the upstream and its answer, driven by undici's callbacks: no stream objects between
 * the two sockets, so that a chunk leaves in the same tick in which it came.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #args: ExchangeArgs;
  readonly #answer = Promise.withResolvers<Answer>();
  #timer: NodeJS.Timeout;
  /** When the upstream was last heard of, or the wait for it began. */
  #heardAt = performance.now();
  #controller: Dispatcher.DispatchController | undefined;
  #head: UpstreamHead | undefined;
  #flow: EventFlow | undefined;
  readonly #pieces: Buffer[] = [];
  #pieceBytes = 0;
  #over = false;

  constructor(args: ExchangeArgs) {
    this.#args = args;
    const { firstByteMs, stallMs } = args.limits;
    this.#timer = setTimeout(this.#onTime, Math.min(firstByteMs, stallMs));
    args.signal.addEventListener("abort", this.#onAbort);
    if (args.signal.aborted) this.#onAbort();
  }

  /** The whole answer, or a stream from its first event on. Rejects with a RouterError. */
  get answer(): Promise<Answer> {
    return this.#answer.promise;
  }

  /** True where nothing more is wanted: it need not be sent at all. */
  get over(): boolean {
    return this.#over;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#over) controller.abort(new Error("aborted while connecting"));
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    // 100 Continue and 103 Early Hints come before the answer.
    if (status < 200) return;
    this.#head = { status, headers };
    if (status < 300 && EVENT_STREAM.test(headers["content-type"] ?? ""))
      this.#flow = this.#newFlow(this.#head);
    else this.#heardAt = performance.now();
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    try {
      if (this.#flow === undefined) this.#collect(chunk);
      else if (!this.#flow.push(chunk)) return;
      this.#heardAt = performance.now();
    } catch (error) {
      this.#giveUp(error);
    }
  }

  onResponseEnd(): void {
    try {
      if (this.#flow === undefined) this.#answer.resolve(this.#whole());
      else this.#flow.end();
      this.#finish();
    } catch (error) {
      this.#giveUp(error);
    }
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#fail(toRouterError(error, this.#args.origin, this.#args.limits.connectMs));
  }

  #newFlow(head: UpstreamHead): EventFlow {
    const flow = new EventFlow({
      choices: this.#args.choices,
      secret: this.#args.secret,
      translation: this.#args.translation,
      eventLimitBytes: this.#args.limits.responseBytes,
      onOpen: () => {
        const headers = headersForClient(head.headers, this.#args.secret);
        this.#answer.resolve({ kind: "stream", status: head.status, headers, events: flow });
      },
      pause: () => this.#controller?.pause(),
      resume: () => {
        this.#heardAt = performance.now();
        this.#controller?.resume();
      },
    });
    return flow;
  }

  #collect(chunk: Buffer): void {
    this.#pieceBytes += chunk.length;
    if (this.#pieceBytes > this.#args.limits.responseBytes) {
      const what = `The upstream's answer is over ${this.#args.limits.responseBytes} bytes.`;
      throw new RouterError("upstream_response_too_large", what);
    }
    this.#pieces.push(chunk);
  }

  #complete(): CompleteAnswer {
    const [first, ...others] = this.#pieces;
    const body = first !== undefined && others.length === 0 ? first : Buffer.concat(this.#pieces);
    const { secret, translation } = this.#args;
    return toCompleteAnswer(this.#head as UpstreamHead, body, secret, translation);
  }

  /** The answer, as events where the client wants those and the upstream made none. */
  #whole(): Answer {
    const answer = this.#complete();
    const { translation } = this.#args;
    if (answer.status >= 400 || translation?.replay === undefined) return answer;
    const events = new WholeStream(Buffer.from(translation.replay(answer.json)));
    return { kind: "stream", status: answer.status, headers: answer.headers, events };
  }

  /** A stream that begins with an error is an answer with that error's status; anything else is a failure. */
  #giveUp(error: unknown): void {
    if (error instanceof RouterError) return this.#fail(error);
    if (!(error instanceof Problem)) {
      // What is deeper than the stack, or has a shape that no translation expects.
      const what = "The upstream's answer cannot be read.";
      return this.#fail(new RouterError("upstream_invalid_response", what, { cause: error }));
    }
    const { secret } = this.#args;
    const headers = headersForClient((this.#head as UpstreamHead).headers, secret);
    this.#answer.resolve(problemAnswer(headers, error, secret));
    this.#finish();
    return this.#controller?.abort(error);
  }

  readonly #onAbort = (): void => this.#fail(this.#args.signal.reason as RouterError);

  /** One timer, which looks when it fires how long the silence may still last: most answers are here long before. */
  readonly #onTime = (): void => {
    const now = performance.now();
    // While a slow client holds the flow back, the silence is not the upstream's.
    if (this.#flow?.paused === true) this.#heardAt = now;
    const { firstByteMs, stallMs } = this.#args.limits;
    const begun = this.#flow === undefined ? this.#head !== undefined : this.#flow.open;
    const leftMs = (begun ? stallMs : firstByteMs) - (now - this.#heardAt);
    // The answer may begin at any time, and then has the other limit.
    if (leftMs > 0) this.#timer = setTimeout(this.#onTime, Math.min(leftMs, stallMs));
    else this.#fail(begun ? this.#stalled() : this.#late());
  };

  #stalled(): RouterError {
    const { origin, limits } = this.#args;
    const what = `The upstream ${origin} sent nothing for ${limits.stallMs / 1000} s.`;
    return new RouterError("upstream_stalled", what);
  }

  #late(): RouterError {
    const { origin, limits } = this.#args;
    const what = `The upstream ${origin} sent no answer in ${limits.firstByteMs / 1000} s.`;
    return new RouterError("upstream_timeout", what);
  }

  #fail(error: RouterError): void {
    if (this.#over) return;
    this.#finish();
    this.#flow?.fail(error);
    this.#answer.reject(error);
    this.#controller?.abort(error);
  }

  #finish(): void {
    this.#over = true;
    clearTimeout(this.#timer);
    this.#args.signal.removeEventListener("abort", this.#onAbort);
  }
}
