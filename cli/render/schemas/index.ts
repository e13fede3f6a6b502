/** Validation of every object against the schema of its kind: strict, and with no kind skipped. */

import { Ajv } from "ajv";
import type { ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import { textOf, titleOf } from "../proofs/objects";
import type { TreeObject } from "../proofs/objects";
import type { Problem } from "../proofs/problem";
import { invalid, SchemaFolder } from "./folder";
import { refusalsOf } from "./sentences";

/** Formats of Kubernetes that JSON Schema means the same by. Others, such as durations, have forms of their own. */
const formats = ["date-time", "int32", "int64", "double", "byte", "ipv4", "ipv6", "uri", "uuid"] as const;

/** A pattern as Go has it, whose `(?i)` JavaScript knows as a flag. */
const regExp = Object.assign(
  (pattern: string, flags: string): RegExp =>
    pattern.includes("(?i)")
      ? new RegExp(pattern.replace("(?i)", ""), `${flags}i`)
      : new RegExp(pattern, flags),
  { code: "" },
);

/**
 * What the schemas in a folder say of objects. A kind without a schema is a problem too.
 *
 * @param kubernetes the version of Kubernetes whose own kinds are meant.
 * @throws PlinthError `render-schemas-invalid`
 */
export function validate(
  objects: readonly TreeObject[],
  folder: string,
  kubernetes: string,
): readonly Problem[] {
  const schemas = new SchemaFolder(folder, kubernetes);
  const validators = new Map<string, ValidateFunction | string>();
  return objects.flatMap((object) => {
    const [apiVersion, kind] = [textOf(object.value, "apiVersion"), textOf(object.value, "kind")];
    const key = `${apiVersion} ${kind}`;
    const validator = validators.get(key) ?? validatorOf(schemas, apiVersion, kind);
    validators.set(key, validator);
    return problemsOf(object, validator);
  });
}

function validatorOf(schemas: SchemaFolder, apiVersion: string, kind: string): ValidateFunction | string {
  const schema = schemas.schemaOf(apiVersion, kind);
  if (typeof schema === "string") return schema;
  const ajv = new Ajv({
    strict: false,
    allErrors: true,
    verbose: true,
    unicodeRegExp: false,
    logger: false,
    code: { regExp },
  });
  (addFormats as unknown as (instance: Ajv, names: readonly string[]) => void)(ajv, formats);
  // The dialect is named by an address that is none of a dialect, so it is left out.
  const rest = Object.fromEntries(Object.entries(schema).filter(([key]) => key !== "$schema"));
  try {
    return ajv.compile(rest);
  } catch (error) {
    throw invalid(
      `The schema of the kind ${kind} of ${apiVersion} is no JSON Schema: ${(error as Error).message}.`,
      error,
    );
  }
}

function problemsOf(object: TreeObject, validator: ValidateFunction | string): readonly Problem[] {
  const at = (line: number, message: string): Problem => ({
    proof: "schemas",
    file: object.file,
    line,
    message,
  });
  if (typeof validator === "string") return [at(object.line(["kind"]), validator)];
  if (validator(object.value)) return [];
  return refusalsOf(object.value, validator.errors ?? []).map(({ path, message }) =>
    at(object.line(path), `${titleOf(object).trim()}: ${message}`),
  );
}
