import type { Answer, CompleteAnswer } from "../backends/backend.ts";
import { RouterError } from "../errors.ts";
import type { HeaderMap } from "../http/headers.ts";

/** How one attempt ended. */
export type Verdict =
  /** An answer for the client. */
  | "answer"
  /** Another target, or the same one later, may do better. */
  | "retry"
  /** The target's API has no way to say what is asked; another target's may have one. */
  | "unsupported"
  /** The prompt is too long for this model. */
  | "context"
  /** The provider's content policy refuses the prompt. */
  | "policy"
  /** The client's own mistake, or its leaving: nobody else would do better. */
  | "final";

/** An answer, or why there is none. */
export type Outcome = Answer | RouterError;

const CONTEXT_CODES = new Set(["context_length_exceeded", "context_window_exceeded"]);
const POLICY_CODES = new Set(["content_filter", "content_policy_violation"]);
const RETRY_STATUS = new Set([408, 425, 429]);
const OF_THE_UPSTREAM = /^upstream_/;

/** Says what an attempt's end means for the next one. */
export function verdictOn(outcome: Outcome): Verdict {
  if (outcome instanceof RouterError) {
    if (outcome.code === "unsupported_by_backend") return "unsupported";
    return OF_THE_UPSTREAM.test(outcome.code) ? "retry" : "final";
  }
  if (outcome.status < 400) return "answer";
  if (outcome.status >= 500 || RETRY_STATUS.has(outcome.status)) return "retry";
  const code = codeOf(outcome);
  if (CONTEXT_CODES.has(code)) return "context";
  if (POLICY_CODES.has(code)) return "policy";
  // The router's key, not the client's: another target has another one.
  return outcome.status === 401 || outcome.status === 403 ? "retry" : "final";
}

function codeOf(answer: Answer): string {
  const json = (answer as CompleteAnswer).json as { error?: { code?: unknown } } | undefined;
  const code = json?.error?.code;
  return typeof code === "string" ? code : "";
}

/** How long an upstream asks to be left alone, in milliseconds; undefined where it does not say. */
export function retryAfterMs(outcome: Outcome, now: number = Date.now()): number | undefined {
  if (outcome instanceof RouterError) return undefined;
  const { headers } = outcome;
  const exact = numberOf(headers, "retry-after-ms") ?? numberOf(headers, "x-ms-retry-after-ms");
  if (exact !== undefined) return exact;
  const seconds = numberOf(headers, "retry-after");
  if (seconds !== undefined) return seconds * 1000;
  const date = Date.parse(String(headers["retry-after"] ?? ""));
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function numberOf(headers: HeaderMap, name: string): number | undefined {
  const value = headers[name];
  return typeof value === "string" && /^\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}
