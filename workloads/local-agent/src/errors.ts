import { errorCatalogue } from "./error-catalogue.ts";

export type ErrorCode = keyof typeof errorCatalogue;

/** An error that a client may see. Its message never holds a prompt. */
export class AgentError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  /** The field of the body that is wrong; null where none is. */
  readonly param: string | null;
  /** After how many seconds the request may succeed; goes to the header `retry-after`. */
  readonly retryAfterSeconds: number | undefined;

  /** @param what what was wrong, what was given and what is allowed, as whole sentences; the catalogue's fix follows */
  constructor(
    code: ErrorCode,
    what: string,
    options: { param?: string; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    const { status, fix } = errorCatalogue[code];
    super(fix === "" ? what : `${what} ${fix}`, { cause: options.cause });
    this.name = "AgentError";
    this.code = code;
    this.status = status;
    this.param = options.param ?? null;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  /** The error as a client sees it, in OpenAI's shape: as a whole answer, or as the last event of a stream. */
  toJSON(): object {
    const type = this.status >= 500 ? "server_error" : this.status === 429 ? "rate_limit_error" : REFUSED;
    return { error: { message: this.message, type, param: this.param, code: this.code } };
  }
}

const REFUSED = "invalid_request_error";
