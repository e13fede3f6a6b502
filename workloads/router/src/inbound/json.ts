import { RouterError } from "../errors.ts";

import type { Json } from "./inbound-format.ts";

export function isRecord(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The objects of a list; none where the value is no list. */
export function recordsIn(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

export function textIn(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function countIn(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}

/** The same object without the fields that are not there. */
export function present(fields: Json): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null),
  );
}

/**
 * The object in a JSON text.
 * @param what names the text in the error, as in "an event of the upstream's stream"
 * @throws RouterError upstream_invalid_response where it is none; the text is not shown, as it may be a client's
 */
export function parseRecord(text: string, what: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (isRecord(value)) return value;
  throw new RouterError(
    "upstream_invalid_response",
    `${what} has ${text.length} characters that are no JSON object.`,
  );
}

/** Refuses what a chat completion has no way to say. */
export function unsupported(param: string, what: string): RouterError {
  return new RouterError("unsupported_parameter", what, { param });
}
