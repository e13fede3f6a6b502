import type { FastifySchemaCompiler, FastifyTypeProvider } from "fastify";
import type * as z from "zod";

import { RouterError } from "../errors.ts";
import type { ErrorCode } from "../errors.ts";

/** Gives handlers the type that a route's zod schema describes. */
export interface ZodTypeProvider extends FastifyTypeProvider {
  readonly validator: this["schema"] extends z.ZodType ? z.output<this["schema"]> : unknown;
}

const MOST_MISTAKES_SHOWN = 5;
const MOST_CHARACTERS_SHOWN = 40;
/** Where text or a list may stand zod compares the length of whatever has one, which fails for objects. */
const ODD_LENGTH =
  "The body has an object with a field 'length' in a place for text or a list; it must be text or a list.";

/**
 * Validates with zod and hands on what came, not a copy: unknown fields stay.
 * Schemas must therefore not transform; their issues' messages name what is allowed, as in "a number from 0 to 2".
 */
export const zodValidatorCompiler: FastifySchemaCompiler<z.ZodType> =
  ({ schema }) =>
  (data: unknown) => {
    try {
      const { success, error } = schema.safeParse(data);
      return success ? { value: data } : { error: toRequestError(error, data) };
    } catch (error) {
      if (!hasOddLength(data)) throw error;
      return { error: new RouterError("invalid_type", ODD_LENGTH, { cause: error }) };
    }
  };

/** Whether an object's `length` is an object itself, anywhere. */
function hasOddLength(data: unknown): boolean {
  if (typeof data !== "object" || data === null) return false;
  const { length } = data as { readonly length?: unknown };
  if (typeof length === "object" && length !== null) return true;
  return Object.values(data).some(hasOddLength);
}

/** One error for all mistakes of a request; its code and param are the first one's. */
export function toRequestError(error: z.ZodError, data: unknown): RouterError {
  const mistakes = firstByPath(error.issues).slice(0, MOST_MISTAKES_SHOWN);
  const sentences = mistakes.map((issue) => sentence(issue, valueAt(data, issue.path)));
  const first = mistakes[0] as z.core.$ZodIssue;
  return new RouterError(codeOf(first, valueAt(data, first.path)), sentences.join(" "), {
    param: first.path.length === 0 ? null : pathText(first.path),
  });
}

function firstByPath(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  const seen = new Set<string>();
  return issues.filter(({ path }) => {
    const text = pathText(path);
    return !seen.has(text) && seen.add(text);
  });
}

function sentence({ path, message }: z.core.$ZodIssue, value: unknown): string {
  const subject = path.length === 0 ? "The body" : `'${pathText(path)}'`;
  return `${subject} is ${describe(value)}; it must be ${message}.`;
}

function codeOf(issue: z.core.$ZodIssue, value: unknown): ErrorCode {
  if (value === undefined && issue.path.length > 0) return "missing_required_parameter";
  return issue.code === "invalid_type" || issue.code === "invalid_union" ? "invalid_type" : "invalid_value";
}

/** `messages[0].role`, as OpenAI writes it. */
function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    return text === "" ? String(key) : `${text}.${String(key)}`;
  }, "");
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key],
    data,
  );
}

function describe(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (Array.isArray(value)) return value.length === 0 ? "an empty array" : "an array";
  if (typeof value === "object") return "an object";
  if (typeof value !== "string") return typeof value === "number" ? String(value) : JSON.stringify(value);
  return value.length > MOST_CHARACTERS_SHOWN
    ? `a string of ${value.length} characters`
    : JSON.stringify(value);
}
