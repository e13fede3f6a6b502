import type { ErrorBody } from "../errors.ts";

/** What a provider says of an error, as far as OpenAI's clients know it. */
export interface ProblemArgs {
  /** HTTP status, as OpenAI would give it. */
  readonly status: number;
  readonly message: string;
  readonly type: string;
  readonly code: string | null;
  /** Whole seconds for which the provider asks to be left alone. @default it does not say */
  readonly retryAfterSeconds?: number | undefined;
}

/**
 * An error that an upstream tells in its own words, brought into OpenAI's shape. Before an answer has begun it is an
 * answer with its status, wherever the upstream said it: in its status, in the body of a success, or in a stream.
 * Afterwards it is the stream's last event.
 */
export class Problem extends Error {
  readonly status: number;
  readonly body: ErrorBody;
  readonly retryAfterSeconds: number | undefined;

  constructor({ status, message, type, code, retryAfterSeconds }: ProblemArgs) {
    super(message);
    this.name = "Problem";
    this.status = status;
    this.body = { error: { message, type, param: null, code } };
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** The error as the last event of a stream. */
  toEvent(): string {
    return `data: ${JSON.stringify(this.body)}\n\n`;
  }
}
