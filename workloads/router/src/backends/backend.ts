import type { IncomingHttpHeaders } from "node:http";

import type { HeaderMap } from "../http/headers.ts";
import type { RouterError } from "../errors.ts";

/** What every call to a backend carries. */
export interface BackendCall {
  /** Goes to the upstream as `x-request-id`. */
  readonly requestId: string;
  /** The client's headers, as they came. */
  readonly headers: IncomingHttpHeaders;
  /** Aborted with a RouterError as its reason when the client leaves or the router must stop. */
  readonly signal: AbortSignal;
}

/** A call of `POST /v1/chat/completions`. */
export interface ChatCall extends BackendCall {
  /** The client's body, byte for byte, so that fields unknown to the router pass unchanged. */
  readonly body: Buffer;
  /** How many choices the client asked for (`n`). */
  readonly choices: number;
}

/** An answer that is here as a whole: a success or an error, in OpenAI's shape either way. */
export interface CompleteAnswer {
  readonly kind: "complete";
  readonly status: number;
  readonly headers: HeaderMap;
  readonly body: Buffer;
}

/** An answer whose first event is here and whose others follow. */
export interface StreamingAnswer {
  readonly kind: "stream";
  readonly status: number;
  readonly headers: HeaderMap;
  readonly events: EventSource;
}

/** Where events come from. Nothing flows before `start`, and little while paused. */
export interface EventSource {
  /** Hands all events to the sink, the first one at once. Called once. */
  start(sink: EventSink): void;
  pause(): void;
  resume(): void;
}

/** Where events go. Exactly one of `end` and `fail` is called, once, and nothing after it. */
export interface EventSink {
  /** One or more whole events, blank line included. */
  write(block: Buffer): void;
  /** The answer is whole. */
  end(): void;
  /** The answer is not whole, and no more of it will come. */
  fail(error: RouterError): void;
}

/** One way to reach models, whatever wire format it speaks. Each lives in a folder of its own. */
export interface Backend {
  readonly id: string;
  /**
   * The models, as OpenAI lists them.
   * @throws RouterError
   */
  models(call: BackendCall): Promise<CompleteAnswer>;
  /**
   * @throws RouterError where no answer began; an error status of the upstream is an answer
   */
  chatCompletions(call: ChatCall): Promise<CompleteAnswer | StreamingAnswer>;
  /** Ends idle connections, and open ones too. */
  close(): Promise<void>;
}
