import { RouterError } from "../../errors.ts";

export type Json = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value where it is an object, else an empty one. */
export function recordOf(value: unknown): Json {
  return isRecord(value) ? value : {};
}

/** The objects of a list; empty where the value is none. */
export function recordsOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

export function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/**
 * The JSON object of an event.
 * @throws RouterError upstream_invalid_response where it is none
 */
export function eventJson(data: string): Json {
  try {
    const value: unknown = JSON.parse(data);
    if (isRecord(value)) return value;
  } catch {
    // Said below, without the text: it may hold what a client wrote.
  }
  throw new RouterError(
    "upstream_invalid_response",
    `The upstream's stream holds an event of ${data.length} characters that is no JSON object.`,
  );
}

/** The same object without the members that are undefined. */
export function defined(value: Json): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
}
