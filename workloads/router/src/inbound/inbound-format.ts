import type { ErrorBody } from "../errors.ts";

/** A JSON object. */
export type Json = Readonly<Record<string, unknown>>;

/** What a translated answer carries beside what the backend says. */
export interface AnswerFacts {
  /** Hexadecimal, unique: the ids of the answer and of its parts are made from it. */
  readonly id: string;
  /** Seconds since 1970. */
  readonly createdAt: number;
}

/**
 * A format in which clients ask, beside OpenAI's chat completions. It becomes a chat completion on its way in, so that
 * every backend can answer it, and is itself again on its way out.
 */
export interface InboundFormat {
  /**
   * The body of the chat completion that asks the same.
   * @param body validated by the route's schema
   * @throws RouterError unsupported_parameter for what a chat completion has no way to say
   */
  chatBody(body: Json): Json;
  /** The translation of one answer. A new one for each, since the events of a stream are told by those before them. */
  answer(body: Json, facts: AnswerFacts): InboundAnswer;
  /** An error of a backend as the whole answer. */
  problem(error: ErrorBody["error"], status: number, requestId: string): Json;
}

/** Brings one chat completion into the client's format. */
export interface InboundAnswer {
  /**
   * A whole completion.
   * @throws RouterError upstream_invalid_response where it is none
   */
  complete(completion: unknown): Json;
  /**
   * The data of one event of the stream: a chunk.
   * @returns the client's events, blank lines included; empty where it has none for it
   * @throws RouterError upstream_invalid_response where it is no chunk
   */
  chunk(data: string): string;
  /** The answer is whole: the client's last events. */
  end(): string;
  /** The answer is not whole: the client's last events. */
  fail(error: ErrorBody["error"]): string;
}

/** One server-sent event with a name, as these formats write it. */
export function eventText(type: string, fields: Json): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
}
