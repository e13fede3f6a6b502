import type { IncomingHttpHeaders } from "node:http";

import type { RouterError } from "../errors.ts";
import type { HeaderMap } from "../http/headers.ts";

/** What a client may ask of a model; each is one route of OpenAI's API. */
export type Operation = "chat" | "completions" | "embeddings";

/** What every call to a backend carries. */
export interface BackendCall {
  /** Goes to the upstream as `x-request-id`. */
  readonly requestId: string;
  /** The client's headers, as they came. */
  readonly headers: IncomingHttpHeaders;
  /** Aborted with a RouterError as its reason when the client leaves or the router must stop. */
  readonly signal: AbortSignal;
  /** How long the answer is still wanted, in milliseconds: goes to the upstream. @default not told */
  readonly patienceMs?: number;
}

/** A call of one operation on one model. */
export interface ModelCall extends BackendCall {
  readonly operation: Operation;
  /** The name under which this backend knows the model. */
  readonly model: string;
  /** The body in OpenAI's format, byte for byte as the client sent it. */
  readonly body: Buffer;
  /** The same body, parsed and validated; never written to. */
  readonly json: Readonly<Record<string, unknown>>;
  /** Whether the body is the router's own translation of another format, and not the client's words. @default false */
  readonly translated?: boolean;
  /** Whether the client wants events. */
  readonly stream: boolean;
  /** How many choices the client asked for (`n`). */
  readonly choices: number;
  /** Until the first byte, or a stream's first event, in milliseconds. @default the backend's own limit */
  readonly firstByteMs?: number;
}

/** An answer that is here as a whole: a success or an error, in OpenAI's shape either way. */
export interface CompleteAnswer {
  readonly kind: "complete";
  readonly status: number;
  readonly headers: HeaderMap;
  readonly body: Buffer;
  /** The body's value, for those who account for it. */
  readonly json: unknown;
}

/** An answer whose first event is here and whose others follow. */
export interface StreamingAnswer {
  readonly kind: "stream";
  readonly status: number;
  readonly headers: HeaderMap;
  readonly events: EventSource;
}

/** What a backend answers. */
export type Answer = CompleteAnswer | StreamingAnswer;

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

/** One way to reach models, whatever wire format it speaks. Each kind lives in a folder of its own. */
export interface Backend {
  /** The name that the registry gives it. */
  readonly id: string;
  /** Its scheme, host and port, for traces. */
  readonly origin: string;
  /**
   * The models, as OpenAI lists them.
   * @throws RouterError
   */
  models(call: BackendCall): Promise<CompleteAnswer>;
  /**
   * @throws RouterError where no answer began; an error status of the upstream is an answer
   */
  call(call: ModelCall): Promise<Answer>;
  /** Lets open calls end, and then its connections. */
  retire(): void;
  /** Ends idle connections, and open ones too. */
  close(): Promise<void>;
}
