/** What a validator says, as sentences. */

import type { ErrorObject } from "ajv";
import { nearest } from "../../../model/nearest";
import { isRecord, partOf } from "../proofs/objects";
import type { Path } from "../proofs/objects";

/** One thing that a schema refuses. */
export interface Refusal {
  /** Where it is, from the object's root. */
  readonly path: Path;
  readonly message: string;
}

/** Sentences for what a validator found in a value; it has to be told to find all, and to keep its schemas. */
export function refusalsOf(value: unknown, errors: readonly ErrorObject[]): readonly Refusal[] {
  const refusals = errors
    .filter((error) => !isPartOfAChoice(error, errors))
    .map((error) => refusalOf(value, error));
  const seen = new Set<string>();
  return refusals.filter(({ path, message }) => {
    const key = JSON.stringify([path, message]);
    return !seen.has(key) && seen.add(key);
  });
}

/** A value that fits no form of a choice fails in each of them; the choice says it once. */
function isPartOfAChoice({ schemaPath, keyword }: ErrorObject, errors: readonly ErrorObject[]): boolean {
  if (keyword === "if") return true;
  return errors.some(
    (other) =>
      (other.keyword === "anyOf" || other.keyword === "oneOf") &&
      schemaPath.startsWith(`${other.schemaPath}/`),
  );
}

function refusalOf(value: unknown, error: ErrorObject): Refusal {
  const path = pathOf(value, error.instancePath);
  const params = error.params as Readonly<Record<string, unknown>>;
  const place = pathWords(path);
  if (error.keyword === "additionalProperties" || error.keyword === "unevaluatedProperties") {
    const key = String(params["additionalProperty"] ?? params["unevaluatedProperty"]);
    return { path: [...path, key], message: unknownKey(place, key, error.parentSchema) };
  }
  if (error.keyword === "required")
    return {
      path,
      message: `${place} has no \`${String(params["missingProperty"])}\`, which must be given.`,
    };
  return { path, message: `${place} ${demandOf(error)} Given: ${givenWords(partOf(value, ...path))}.` };
}

function unknownKey(place: string, key: string, schema: unknown): string {
  const properties = partOf(schema, "properties");
  const known = isRecord(properties) ? Object.keys(properties) : [];
  const near = nearest(key, known);
  const hint = near === undefined ? "" : ` Did you mean \`${near}\`?`;
  return `${place} has the unknown key \`${key}\`.${hint}`;
}

/** What a value must be, in words. */
function demandOf({ keyword, params, message = "" }: ErrorObject): string {
  const given = params as Readonly<Record<string, unknown>>;
  if (keyword === "type") return `must be ${typeWords(given["type"])}.`;
  if (keyword === "enum")
    return `must be one of ${(given["allowedValues"] as unknown[]).map(givenWords).join(", ")}.`;
  if (keyword === "const") return `must be ${givenWords(given["allowedValue"])}.`;
  if (keyword === "anyOf" || keyword === "oneOf")
    return "fits none of the forms that are allowed, or more than one.";
  return `${message}.`;
}

function typeWords(types: unknown): string {
  const all = (Array.isArray(types) ? types : [types]).map(String).filter((type) => type !== "null");
  const words = all.map((type) => (/^[aeio]/.test(type) ? `an ${type}` : `a ${type}`));
  return words.join(" or ");
}

/** Longest value that is shown whole, in characters. */
const longestShown = 80;

function givenWords(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}

/** The keys and indexes of a JSON pointer into a value. */
function pathOf(value: unknown, pointer: string): Path {
  const path: (string | number)[] = [];
  let inner = value;
  for (const part of pointer.split("/").slice(1)) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    const step = Array.isArray(inner) ? Number(key) : key;
    path.push(step);
    inner = partOf(inner, step);
  }
  return path;
}

/** A path as people write it: `spec.dependsOn[0].name`. */
export function pathWords(path: Path): string {
  if (path.length === 0) return "The object";
  const parts = path.map((part, index) => {
    if (typeof part === "number") return `[${part}]`;
    if (!/^[\w-]+$/.test(part)) return `[${JSON.stringify(part)}]`;
    return index === 0 ? part : `.${part}`;
  });
  return `\`${parts.join("")}\``;
}
