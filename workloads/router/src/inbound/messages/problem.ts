import { errorCatalogue } from "../../errors.ts";
import type { ErrorBody } from "../../errors.ts";
import type { Json } from "../inbound-format.ts";

/** Anthropic's types of errors. @see https://docs.anthropic.com/en/api/errors */
const TYPES: Readonly<Record<number, string>> = {
  401: "authentication_error",
  402: "billing_error",
  403: "permission_error",
  404: "not_found_error",
  413: "request_too_large",
  429: "rate_limit_error",
  503: "overloaded_error",
  504: "timeout_error",
  529: "overloaded_error",
};

/**
 * An error as Anthropic's clients read it.
 * @param status the answer's; in the middle of a stream, where there is none, the error's own code tells it
 * @param requestId goes into the error where it is a whole answer
 */
export function messagesProblem(
  error: ErrorBody["error"],
  status: number = statusOf(error),
  requestId?: string,
): Json {
  const type = TYPES[status] ?? (status < 500 ? "invalid_request_error" : "api_error");
  return {
    type: "error",
    error: { type, message: error.message },
    ...(requestId !== undefined && { request_id: requestId }),
  };
}

function statusOf({ code, type }: ErrorBody["error"]): number {
  if (code !== null && Object.hasOwn(errorCatalogue, code))
    return errorCatalogue[code as keyof typeof errorCatalogue].status;
  const words = `${code} ${type}`;
  if (words.includes("rate_limit")) return 429;
  return words.includes("overloaded") ? 503 : 500;
}
