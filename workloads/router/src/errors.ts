import { errorCatalogue } from "./error-catalogue.ts";

export { errorCatalogue };
export type ErrorCode = keyof typeof errorCatalogue;

/** OpenAI's error object: the body of every answer that is not a success. */
export interface ErrorBody {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: string | null;
    readonly code: string | null;
  };
}

/** An error that a client may see. Its message never holds a key, a prompt or a body. */
export class RouterError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  /** The field of the request that is wrong, as in `messages[0].role`; null where none is. */
  readonly param: string | null;
  /** After how many milliseconds the request may succeed; goes to the header `retry-after`. */
  readonly retryAfterMs: number | undefined;

  /**
   * @param what what was wrong, what was given and what is allowed, as whole sentences; the catalogue's fix follows
   * @param options `status` replaces the catalogue's HTTP status
   */
  constructor(
    code: ErrorCode,
    what: string,
    options: { param?: string | null; status?: number; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    const entry = errorCatalogue[code];
    super(entry.fix === "" ? what : `${what} ${entry.fix}`, { cause: options.cause });
    this.name = "RouterError";
    this.code = code;
    this.status = options.status ?? entry.status;
    this.param = options.param ?? null;
    this.retryAfterMs = options.retryAfterMs;
  }

  /** The error as a client sees it. */
  toBody(): ErrorBody {
    const { type } = errorCatalogue[this.code];
    return { error: { message: this.message, type, param: this.param, code: this.code } };
  }

  /** The error as the last event of a stream. The stream closes after it, without `[DONE]`. */
  toEvent(): string {
    return `data: ${JSON.stringify(this.toBody())}\n\n`;
  }
}
