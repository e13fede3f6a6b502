import type { CompleteAnswer, ModelCall } from "./backend.ts";
import type { Problem } from "./problem.ts";

/** A request as it goes to an upstream, below its base URL. */
export interface WireRequest {
  readonly method: "GET" | "POST";
  /** Path below the base path, with a query where there is one. Names in it are encoded. */
  readonly path: string;
  readonly body?: Buffer;
  /** Headers that this format adds. @default none */
  readonly headers?: Readonly<Record<string, string>>;
}

/** One server-sent event, its `data` lines joined. */
export interface ServerSentEvent {
  /** The `event` field; empty where there is none. */
  readonly name: string;
  readonly data: string;
}

/**
 * Brings the answer to one call into OpenAI's format. A new one is made for each call, since the events of a stream
 * are told by those before them.
 */
export interface Translation {
  /**
   * A whole success.
   * @param answer the upstream's JSON
   * @returns the body of OpenAI's answer
   * @throws RouterError upstream_invalid_response where it is not what the upstream's API describes
   * @throws Problem where it is an error in spite of its status
   */
  complete(answer: unknown): unknown;
  /** An error status, in OpenAI's shape; undefined where the answer does not say what was wrong. */
  problem(status: number, answer: unknown): Problem | undefined;
  /**
   * One event of a stream.
   * @returns OpenAI's events for it, `data: …` with blank lines; empty where it has none
   * @throws RouterError where the stream cannot go on
   * @throws Problem where the event is an error
   */
  event(event: ServerSentEvent): string;
  /** What is left to say when the upstream has closed its stream; empty for nothing. */
  end(): string;
  /**
   * The events of a whole success, for a client that wants a stream from a backend that did not make one.
   * @param translated what `complete` made
   * @default the client gets the answer as it is
   */
  replay?(translated: unknown): string;
}

/** How one kind of backend says things. */
export interface WireFormat {
  /** The headers that carry the key. */
  authorization(apiKey: string): Readonly<Record<string, string>>;
  /**
   * The request of a call.
   * @throws RouterError unsupported_by_backend for an operation or a field that this API has no way to say
   */
  request(call: ModelCall): WireRequest;
  /** The translation of a call's answer; undefined where the upstream speaks OpenAI's format itself. */
  translation?(call: ModelCall): Translation;
  /** The request for the list of models; undefined where the API has none. */
  readonly models?: WireRequest;
  /** The list of models as OpenAI writes it. @default it is in that format already */
  listOfModels?(answer: CompleteAnswer): CompleteAnswer;
}
