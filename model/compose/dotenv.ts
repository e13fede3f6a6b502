/** Files of variables such as `docker-compose/.env`, by the rules of Compose. */

import { interpolate, InterpolationError } from "./interpolate";
import type { Variables } from "./interpolate";

/** A line of such a file that cannot be read. The message is a whole sentence. */
export class DotenvError extends Error {
  override readonly name = "DotenvError";

  constructor(
    /** Number of the line, from 1. */
    readonly line: number,
    message: string,
  ) {
    super(message);
  }
}

const LINE = /^\s*(?:export\s+)?(?<name>[A-Za-z_][A-Za-z0-9_.]*)\s*[=:](?<value>.*)$/;
const SINGLE = /^'(?<text>[^']*)'\s*(?:#.*)?$/;
const DOUBLE = /^"(?<text>(?:[^"\\]|\\.)*)"\s*(?:#.*)?$/;

/**
 * The variables of a file, in its order. Values may be quoted; those in double quotes or in none may hold variables,
 * also earlier ones of the file.
 *
 * Syntax: https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax
 *
 * @throws DotenvError
 */
export function parseDotenv(text: string, outer: Variables = {}): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*(?:#|$)/.test(line)) continue;
    const { name, value } = LINE.exec(line)?.groups ?? {};
    if (name === undefined || value === undefined) {
      throw new DotenvError(index + 1, "Every line must be NAME=value, or begin with # to be a comment.");
    }
    variables[name] = readValue(value.trim(), { ...outer, ...variables }, index + 1);
  }
  return variables;
}

function readValue(written: string, variables: Variables, line: number): string {
  const single = SINGLE.exec(written)?.groups?.["text"];
  if (single !== undefined) return single;
  const double = DOUBLE.exec(written)?.groups?.["text"];
  if (double === undefined && /^["']/.test(written)) throw new DotenvError(line, "A quote is not closed.");
  const plain = double === undefined ? written.replace(/(?:^|\s+)#.*$/, "") : unescaped(double);
  try {
    return interpolate(plain, variables).text;
  } catch (error) {
    if (error instanceof InterpolationError) throw new DotenvError(line, `The value ${error.message}.`);
    throw error;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\" };

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (all, character: string) => ESCAPES[character] ?? all);
}
