import { Problem } from "../problem.ts";
import { isRecord, numberOf, recordOf, recordsOf, textOf } from "../translation/json.ts";
import type { Json } from "../translation/json.ts";

/** OpenAI's types and codes for the API's statuses. @see https://ai.google.dev/gemini-api/docs/troubleshooting */
const KNOWN: Readonly<Record<string, readonly [type: string, code: string | null]>> = {
  INVALID_ARGUMENT: ["invalid_request_error", null],
  FAILED_PRECONDITION: ["invalid_request_error", null],
  OUT_OF_RANGE: ["invalid_request_error", null],
  UNAUTHENTICATED: ["authentication_error", "invalid_api_key"],
  PERMISSION_DENIED: ["permission_error", null],
  NOT_FOUND: ["not_found_error", "model_not_found"],
  RESOURCE_EXHAUSTED: ["rate_limit_error", "rate_limit_exceeded"],
  INTERNAL: ["server_error", null],
  UNAVAILABLE: ["server_error", "overloaded"],
  DEADLINE_EXCEEDED: ["server_error", "timeout"],
};

const TOO_LONG = /(token count|input context|prompt).{0,60}(exceeds|too (long|large))/i;

/**
 * An error of the API, from the body of an error status or from an event of a stream; a list of one where an answer
 * would have been a list.
 * @param status the answer's own. @default the one that the error names
 * @returns undefined where it is not in the API's form
 */
export function problemOf(answer: unknown, status?: number): Problem | undefined {
  const outer: unknown = Array.isArray(answer) ? answer[0] : answer;
  const error = isRecord(outer) ? recordOf(outer["error"]) : {};
  const message = textOf(error["message"]);
  if (message === undefined) return undefined;
  const known = status ?? numberOf(error["code"]) ?? 500;
  const details = recordsOf(error["details"]);
  // The API calls a wrong key a bad request; for a client it is none.
  if (details.some(({ reason }) => reason === "API_KEY_INVALID"))
    return new Problem({ status: 401, message, type: "authentication_error", code: "invalid_api_key" });
  const [type, code] = KNOWN[String(error["status"])] ?? ["upstream_error", null];
  return new Problem({
    status: known,
    message,
    type,
    code: known === 400 && TOO_LONG.test(message) ? "context_length_exceeded" : code,
    retryAfterSeconds: retryAfter(details),
  });
}

/** The API says how long to wait in the body, as in `"retryDelay": "34.07s"`, and not in a header. */
function retryAfter(details: readonly Json[]): number | undefined {
  const delay = details.map(({ retryDelay }) => textOf(retryDelay)).find((text) => text !== undefined);
  const [, seconds] = /^(\d+(?:\.\d+)?)s$/.exec(delay ?? "") ?? [];
  return seconds === undefined ? undefined : Math.ceil(Number(seconds));
}

/** A refusal before a word was said: OpenAI's API has it as an error, and another model may answer. */
export function refusalProblem(reason: string, said: unknown): Problem {
  const message = textOf(said) ?? `The provider's content policy refuses the request (${reason}).`;
  return new Problem({ status: 400, message, type: "invalid_request_error", code: "content_filter" });
}

/** The model came to no answer, for a reason that is not the request's. */
export function failureProblem(reason: string, said: unknown): Problem {
  const why = textOf(said);
  const message = `The model ended without an answer (${reason})${why === undefined ? "." : `: ${why}`}`;
  return new Problem({ status: 502, message, type: "upstream_error", code: "upstream_error" });
}
