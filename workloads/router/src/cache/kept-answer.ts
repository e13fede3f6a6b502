import type { Answer } from "../backends/backend.ts";
import type { HeaderMap } from "../http/headers.ts";
import type { Dispatched } from "../routing/request.ts";
import { isErrorEvent } from "../streaming/stream-ledger.ts";
import { WholeStream } from "../upstream/whole-stream.ts";

/** An answer as it is kept. Of its headers only the body's type is: the others belong to one exchange. */
export interface KeptAnswer {
  readonly kind: Answer["kind"];
  readonly type: string;
  /** Milliseconds since 1970. */
  readonly keptAt: number;
  /** A JSON document, or a whole stream's events. */
  readonly body: Buffer;
}

type Json = Readonly<Record<string, unknown>>;

const LF = 0x0a;
const REFUSED = /"finish_reason"\s*:\s*"content_filter"/;
const TYPES = { complete: "application/json; charset=utf-8", stream: "text/event-stream; charset=utf-8" };

/** One line that tells what follows, and the body as it is. */
export function encode({ kind, type, keptAt, body }: KeptAnswer): Buffer {
  return Buffer.concat([Buffer.from(`${JSON.stringify({ kind, type, keptAt })}\n`), body]);
}

/** @returns undefined where the bytes are no kept answer */
export function decode(bytes: Buffer): KeptAnswer | undefined {
  const end = bytes.indexOf(LF);
  const { kind, type, keptAt } = (parse(bytes.subarray(0, Math.max(0, end))) ?? {}) as Partial<KeptAnswer>;
  if ((kind !== "complete" && kind !== "stream") || typeof type !== "string" || typeof keptAt !== "number")
    return undefined;
  return { kind, type, keptAt, body: bytes.subarray(end + 1) };
}

/** The answer again, as if a backend gave it; undefined where it is broken. */
export function replay({ kind, type, body }: KeptAnswer): Answer | undefined {
  const headers: HeaderMap = { "content-type": type };
  if (kind === "stream") return { kind, status: 200, headers, events: new WholeStream(body) };
  const json = parse(body);
  return json === undefined ? undefined : { kind, status: 200, headers, body, json };
}

/**
 * An answer that others may be given: whole, good, and of the model itself. What a fallback said, while the model was
 * away, would outlive the failure.
 * @param events all events of a stream, once it has ended well
 */
export function worthKeeping({ outcome, decision }: Dispatched, events?: Buffer): KeptAnswer | undefined {
  if (!("kind" in outcome) || outcome.status !== 200 || decision.fallbacks.length > 0) return undefined;
  const { kind } = outcome;
  const body = kind === "complete" ? outcome.body : events;
  const isGood = kind === "complete" ? isWhole(outcome.json) : events !== undefined && isWholeStream(events);
  if (!isGood || body === undefined) return undefined;
  return { kind, type: String(outcome.headers["content-type"] ?? TYPES[kind]), keptAt: Date.now(), body };
}

/** Every choice has an end that was the model's own, or the embeddings are there. */
function isWhole(json: unknown): boolean {
  const { choices, data } = json as { choices?: unknown; data?: unknown };
  if (!Array.isArray(choices)) return Array.isArray(data) && data.length > 0;
  const reasons = (choices as Json[]).map((choice) => choice["finish_reason"]);
  return reasons.length > 0 && reasons.every((each) => typeof each === "string" && each !== "content_filter");
}

function isWholeStream(events: Buffer): boolean {
  return events.includes("[DONE]") && !isErrorEvent(events) && !REFUSED.test(events.toString("latin1"));
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString()) as unknown;
  } catch {
    return undefined;
  }
}
