import { Problem } from "../problem.ts";
import { isRecord, recordOf, textOf } from "../translation/json.ts";

/** HTTP statuses of the API's errors. @see https://platform.claude.com/docs/en/api/errors */
const STATUS: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  api_error: 500,
  timeout_error: 504,
  overloaded_error: 529,
};

/** OpenAI's codes for them, where it has one. */
const CODES: Readonly<Record<string, string>> = {
  authentication_error: "invalid_api_key",
  not_found_error: "model_not_found",
  rate_limit_error: "rate_limit_exceeded",
  overloaded_error: "overloaded",
};

/** The API has no codes of its own: these sentences are all that tells one bad request from another. */
const TOO_LONG = /prompt is too long|input is too long|exceed(s|ed)? (the )?context (limit|window|length)/i;
const FORBIDDEN = /content filtering policy|usage policy|safety (filter|reasons)/i;
const NO_CREDIT = /credit balance is too low/i;

/**
 * An error of the API, from the body of an error status or from an `error` event of a stream.
 * @param status the answer's own. @default the one that belongs to the error's type
 * @returns undefined where it is not in the API's form
 */
export function problemOf(answer: unknown, status?: number): Problem | undefined {
  const error = isRecord(answer) ? recordOf(answer["error"]) : {};
  const [type, message] = [textOf(error["type"]), textOf(error["message"])];
  if (type === undefined || message === undefined) return undefined;
  const known = status ?? STATUS[type] ?? 500;
  // Whose account is empty is the router's affair: for a client it is a limit, which another backend may not have.
  if (NO_CREDIT.test(message) || type === "billing_error")
    return new Problem({ status: 429, message, type: "insufficient_quota", code: "insufficient_quota" });
  return new Problem({ status: known, message, type, code: codeOf(known, type, message) });
}

function codeOf(status: number, type: string, message: string): string | null {
  if (status === 400 && TOO_LONG.test(message)) return "context_length_exceeded";
  if (status === 400 && FORBIDDEN.test(message)) return "content_filter";
  return CODES[type] ?? null;
}

/** A refusal before a word was said: OpenAI's API has it as an error, and another model may answer. */
export function refusalProblem(details: unknown): Problem {
  const { category, explanation } = recordOf(details);
  const reason =
    textOf(explanation) ?? `The provider's content policy refuses the request${suffix(category)}.`;
  return new Problem({
    status: 400,
    message: reason,
    type: "invalid_request_error",
    code: "content_filter",
  });
}

function suffix(category: unknown): string {
  return typeof category === "string" ? ` (${category})` : "";
}
