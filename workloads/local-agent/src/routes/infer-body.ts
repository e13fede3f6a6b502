import { AgentError } from "../errors.ts";

/** What a client asks for. */
export interface InferBody {
  readonly prompt: string;
  readonly max_tokens: number;
  readonly temperature: number;
  readonly stream: boolean;
}

/** What a field may hold. */
interface Field {
  readonly type: "string" | "number" | "boolean";
  /** Completes "it must be …". */
  readonly allowed: string;
  /** Absent where the field is required. */
  readonly fallback?: unknown;
  readonly fits?: (value: number) => boolean;
}

/** Every field of the body; the README's table lists the same. */
export const inferFields: Readonly<Record<keyof InferBody, Field>> = {
  prompt: { type: "string", allowed: "a string" },
  max_tokens: {
    type: "number",
    allowed: "an integer of 1 or more",
    fallback: 512,
    fits: (value) => Number.isSafeInteger(value) && value >= 1,
  },
  temperature: {
    type: "number",
    allowed: "a number from 0 to 2",
    fallback: 0.7,
    fits: (value) => value >= 0 && value <= 2,
  },
  stream: { type: "boolean", allowed: "true or false", fallback: false },
};

const NAMES = Object.keys(inferFields) as (keyof InferBody)[];

/**
 * Checks the body of `POST /infer` and fills in what it leaves out; null counts as left out.
 * @throws AgentError with every mistake at once; its code and param are the first one's
 */
export function inferBodyOf(json: unknown): InferBody {
  if (typeof json !== "object" || json === null || Array.isArray(json))
    throw new AgentError("invalid_json", `The body is ${described(json)}; it must be an object.`);
  const given = json as Record<string, unknown>;
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(inferFields, name));
  if (unknown !== undefined) {
    const what = `The agent knows no field ${described(unknown)}; it knows ${NAMES.join(", ")}.`;
    throw new AgentError("unsupported_parameter", what, { param: unknown.slice(0, MOST_SHOWN) });
  }
  const mistakes = NAMES.flatMap((name) => mistakeIn(name, given[name] ?? undefined));
  const [first] = mistakes;
  if (first !== undefined)
    throw new AgentError(first.code, mistakes.map(({ sentence }) => sentence).join(" "), {
      param: first.name,
    });
  return Object.fromEntries(
    NAMES.map((name) => [name, given[name] ?? inferFields[name].fallback]),
  ) as unknown as InferBody;
}

/** What is wrong with one field. */
interface Mistake {
  readonly name: string;
  readonly code: "missing_required_parameter" | "invalid_type" | "invalid_value";
  readonly sentence: string;
}

function mistakeIn(name: keyof InferBody, value: unknown): Mistake[] {
  const { type, allowed, fits, fallback } = inferFields[name];
  if (value === undefined && fallback !== undefined) return [];
  const sentence = `'${name}' is ${described(value)}; it must be ${allowed}.`;
  if (value === undefined) return [{ name, code: "missing_required_parameter", sentence }];
  if (typeof value !== type) return [{ name, code: "invalid_type", sentence }];
  return fits?.(value as number) === false ? [{ name, code: "invalid_value", sentence }] : [];
}

const MOST_SHOWN = 40;

function described(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (typeof value === "object") return Array.isArray(value) ? "an array" : "an object";
  const text = JSON.stringify(value);
  return text.length > MOST_SHOWN ? `a string of ${text.length - 2} characters` : text;
}
