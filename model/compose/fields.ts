/**
 * The kinds of values that a compose file is made of. Each says in its message what it must be; the message is the
 * rest of a sentence that begins with the value's path.
 */

import { z } from "zod";
import { isPlinthError } from "../errors";
import { parseBytes, parseDurationSeconds } from "../units";
import { shellWords } from "./shell-words";

/** A message about a value: what it must be, and what it is where that is safe to show. */
export function mustBe(what: string): { error: (issue: { readonly input?: unknown }) => string } {
  return { error: ({ input }) => `must be ${what}${given(input)}` };
}

function given(input: unknown): string {
  if (input === undefined) return ", and is missing";
  if (input === null) return ", and is empty";
  if (Array.isArray(input)) return ", and is a list";
  if (typeof input === "object") return ", and is a map";
  return `, and is ${JSON.stringify(input)}`;
}

/** Text, not empty. */
export const text = () => z.string(mustBe("text")).min(1, mustBe("text that is not empty"));

/** Text that fits a pattern. */
export const textLike = (pattern: RegExp, what: string) =>
  z.string(mustBe(what)).regex(pattern, mustBe(what));

/** Text or a number, as text: versions, ids and the like, which YAML reads as numbers where they are not quoted. */
export const scalarText = () => z.union([z.string(), z.number()], mustBe("text")).transform(String);

/** A boolean, also as the text that a variable gives. */
export const flag = () =>
  z
    .union([z.boolean(), z.enum(["true", "false"])], mustBe("true or false"))
    .transform((value) => value === true || value === "true");

/** A whole number within limits, also as text. */
export const integer = (minimum: number, maximum: number, what: string) => {
  const message = mustBe(`${what}, a whole number from ${String(minimum)} to ${String(maximum)}`);
  return z
    .union([z.number(), z.string().regex(/^-?\d{1,15}$/, message)], message)
    .transform(Number)
    .pipe(z.int(message).min(minimum, message).max(maximum, message));
};

/** A number of CPUs, also as text. */
export const cpus = () => {
  const message = mustBe("a number of CPUs such as 0.5 or 2");
  return z
    .union([z.number(), z.string().regex(/^\d{1,4}(?:\.\d{1,9})?$/, message)], message)
    .transform(Number)
    .pipe(z.number(message).positive(message).max(9999, message));
};

const MIB = 1024 ** 2;

/** Whole MiB of a memory size. Pulumi's Docker provider counts in MiB, so anything finer would be changed silently. */
export const memoryMiB = () =>
  z.union([z.string(), z.number()], mustBe("a memory size such as 512m")).transform((size, context) => {
    const bytes = readUnit(() => parseBytes(size), context);
    if (bytes === undefined) return z.NEVER;
    if (bytes % MIB === 0 && bytes > 0) return bytes / MIB;
    context.addIssue(`must be a whole number of MiB, 1m at least, and is ${JSON.stringify(size)}`);
    return z.NEVER;
  });

/** Memory and swap together: a memory size, or -1 for no limit. */
export const swapMiB = () =>
  z.union(
    [z.literal([-1, "-1"]).transform(() => -1), memoryMiB()],
    mustBe("a memory size such as 1g, or -1"),
  );

/** Seconds of a duration. */
export const durationSeconds = () =>
  z.string(mustBe("a duration with its unit, such as 10s")).transform((duration, context) => {
    return readUnit(() => parseDurationSeconds(duration), context) ?? z.NEVER;
  });

function readUnit(read: () => number, context: z.core.$RefinementCtx<unknown>): number | undefined {
  try {
    return read();
  } catch (error) {
    if (!isPlinthError(error)) throw error;
    context.addIssue(`is wrong: ${error.message}`);
    return undefined;
  }
}

/** A list of texts. */
export const texts = (what: string) => z.array(scalarText(), mustBe(`a list of ${what}`));

/** A list of texts, or one text alone. */
export const textOrTexts = (what: string) =>
  z
    .union([z.string(), texts(what)], mustBe(`text or a list of ${what}`))
    .transform((value) => (typeof value === "string" ? [value] : value));

/** The words of a command: a list as it stands, or text that is split as a shell would. */
export const commandWords = () =>
  z.preprocess(
    (value, context) => {
      if (typeof value !== "string") return value;
      const words = shellWords(value);
      if (words === undefined)
        context.issues.push({ ...custom("has a quote that is not closed"), input: value });
      return words ?? [];
    },
    z
      .array(
        scalarText().pipe(
          z.string().min(1, "is an empty word, which Pulumi's Docker provider cannot pass on"),
        ),
        mustBe("text or a list of words"),
      )
      .min(1, "must have one word at least; leave the key out for the image's own"),
  );

function custom(message: string): { code: "custom"; message: string } {
  return { code: "custom", message };
}

/** A map of texts, or a list of `NAME=value`; without a value it is `undefined`. */
export const textMap = (what: string) =>
  listOrMap(
    z
      .array(scalarText(), mustBe(`a list of ${what}`))
      .transform((entries) => Object.fromEntries(entries.map(splitEntry))),
    z.record(
      z.string(),
      z.union([scalarText(), z.null().transform(() => undefined)], mustBe("text in quotes")),
    ),
    what,
  );

function splitEntry(entry: string): [string, string | undefined] {
  const end = entry.indexOf("=");
  return end < 0 ? [entry, undefined] : [entry.slice(0, end), entry.slice(end + 1)];
}

/** A value that is written as a list or as a map, brought to one form. Only the form that was chosen is judged. */
export function listOrMap<Value>(
  list: z.ZodType<Value>,
  map: z.ZodType<Value>,
  what: string,
): z.ZodType<Value> {
  return z.unknown().transform((value, context): Value => {
    const isMap = typeof value === "object" && value !== null && !Array.isArray(value);
    if (!isMap && !Array.isArray(value)) {
      context.addIssue(mustBe(`a list or a map of ${what}`).error({ input: value }));
      return z.NEVER;
    }
    return judgedBy(isMap ? map : list, value, context);
  });
}

/** What a schema makes of a value; what it finds wrong goes into the context. For choosing a schema by the value. */
export function judgedBy<Value>(
  schema: z.ZodType<Value>,
  value: unknown,
  context: z.core.$RefinementCtx<unknown>,
): Value {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const { code, path, message, ...more } of result.error.issues) {
    const keys = code === "unrecognized_keys" && "keys" in more ? more.keys : undefined;
    if (keys === undefined) context.addIssue({ code: "custom", path, message });
    else context.addIssue({ code: "unrecognized_keys", path, keys, message, input: {} });
  }
  return z.NEVER;
}

/** Keys that begin with `x-` are the user's own: Compose ignores them, and so do we. */
function withoutExtensions(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !key.startsWith("x-")));
}

/** An object of exactly these keys, and any that begin with `x-`. */
export const strict = <Shape extends z.core.$ZodLooseShape>(shape: Shape, what: string) =>
  z.preprocess(
    withoutExtensions,
    z.strictObject(shape, {
      error: (issue) => (issue.code === "invalid_type" ? mustBe(what).error(issue) : undefined),
    }),
  );
