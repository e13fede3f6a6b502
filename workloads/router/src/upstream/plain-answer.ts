import type { ErrorBody } from "../errors.ts";
import { RouterError } from "../errors.ts";
import { headersForClient } from "../http/headers.ts";
import type { HeaderMap } from "../http/headers.ts";
import type { CompleteAnswer } from "../backends/backend.ts";
import { Problem } from "../backends/problem.ts";
import type { Translation } from "../backends/wire-format.ts";

import type { UpstreamHead } from "./exchange.ts";

/** Stands where a server echoed the key. */
export const KEY_REMOVED = "[key removed]";

const JSON_ANSWER = "application/json; charset=utf-8";
const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\b/i;

/**
 * Judges an answer that came as a whole.
 * @param secret the upstream's key, which no answer may show
 * @param translation brings it into OpenAI's format
 * @throws RouterError for a redirect, for a success that is no JSON, and for one that cannot be translated
 */
export function toCompleteAnswer(
  head: UpstreamHead,
  body: Buffer,
  secret: string | undefined,
  translation?: Translation,
): CompleteAnswer {
  const { status } = head;
  if (status >= 300 && status < 400) {
    const what = `The upstream answered with a redirect (status ${status}), which the router does not follow.`;
    throw new RouterError("upstream_redirect", what);
  }
  const headers = headersForClient(head.headers, secret);
  if (status >= 400) return errorAnswer(status, headers, body, secret, translation);
  const json = JSON_TYPE.test(head.headers["content-type"] ?? "") ? parse(body) : undefined;
  if (!isRecord(json)) {
    const type = head.headers["content-type"] ?? "no content type";
    const what = `The upstream answered with status ${status} and ${body.length} bytes of ${type} that are not JSON.`;
    throw new RouterError("upstream_invalid_response", what);
  }
  if (translation === undefined) return { kind: "complete", status, headers, body, json };
  try {
    const translated = translation.complete(json);
    headers["content-type"] = JSON_ANSWER;
    const text = Buffer.from(JSON.stringify(translated));
    return { kind: "complete", status, headers, body: text, json: translated };
  } catch (error) {
    if (error instanceof Problem) return problemAnswer(headers, error, secret);
    throw error;
  }
}

/**
 * An error that the upstream told in its own way, as an answer.
 * @param headers the upstream's, as far as the client may see them
 */
export function problemAnswer(
  headers: HeaderMap,
  { status, body, retryAfterSeconds }: Problem,
  secret: string | undefined,
): CompleteAnswer {
  const told = retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) };
  return shapedAnswer(status, { ...told, ...headers }, body, secret);
}

function errorAnswer(
  status: number,
  headers: HeaderMap,
  body: Buffer,
  secret: string | undefined,
  translation: Translation | undefined,
): CompleteAnswer {
  const answer = parse(body);
  const problem = translation?.problem(status, answer);
  if (problem !== undefined) return problemAnswer(headers, problem, secret);
  return shapedAnswer(status, headers, toErrorBody(status, answer), secret);
}

function shapedAnswer(
  status: number,
  headers: HeaderMap,
  body: ErrorBody,
  secret: string | undefined,
): CompleteAnswer {
  const safe = withoutSecret(JSON.stringify(body), secret);
  headers["content-type"] = JSON_ANSWER;
  return { kind: "complete", status, headers, body: Buffer.from(safe), json: JSON.parse(safe) };
}

/** JSON text in which the key, should a server echo it, is not to be read. */
export function withoutSecret(json: string, secret: string | undefined): string {
  return secret === undefined ? json : json.replaceAll(JSON.stringify(secret).slice(1, -1), KEY_REMOVED);
}

/** Brings what servers say in their own ways (`error`, `message`, `detail`) into OpenAI's shape. */
export function toErrorBody(status: number, answer: unknown): ErrorBody {
  const outer = isRecord(answer) ? answer : {};
  const inner = isRecord(outer["error"]) ? outer["error"] : outer;
  const message = problemOf(answer);
  if (message === undefined) {
    const what = `The upstream answered with status ${status} and without an error in OpenAI's shape.`;
    return new RouterError("upstream_error", what).toBody();
  }
  return {
    error: {
      ...(isRecord(outer["error"]) ? outer["error"] : {}),
      message,
      type: isText(inner["type"]) ? inner["type"] : "upstream_error",
      param: isText(inner["param"]) ? inner["param"] : null,
      code: toCode(inner["code"]),
    },
  };
}

/** The message of an error, wherever a server put it; undefined where there is none. */
export function problemOf(answer: unknown): string | undefined {
  const outer = isRecord(answer) ? answer : {};
  const inner = isRecord(outer["error"]) ? outer["error"] : outer;
  return [inner["message"], outer["error"], outer["detail"]].find(isText);
}

function toCode(code: unknown): string | null {
  if (typeof code === "number") return String(code);
  return isText(code) ? code : null;
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
