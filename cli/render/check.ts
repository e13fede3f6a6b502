/** `render check`: whether a rendered folder is what was rendered, and what the proofs and the schemas say of it. */

import { resolve } from "node:path";
import { exitCodes } from "../../model/errors";
import type { CommandResult } from "../command";
import { readFolder } from "./folder";
import type { RenderedFolder } from "./folder";
import { lockName, pinnedVersions } from "./lock";
import { prove } from "./proofs";
import { readTree } from "./proofs/objects";
import type { Problem } from "./proofs/problem";
import type * as SchemasModule from "./schemas";

/** What was found in a folder. */
export interface CheckResult {
  readonly name: string;
  readonly folder: string;
  /** How many files of ours are there, and how many objects they hold. */
  readonly files: number;
  readonly objects: number;
  /** Whether the objects were held against schemas. */
  readonly validated: boolean;
  readonly problems: readonly Problem[];
  /** What is no problem, and is to be known. */
  readonly notes: readonly string[];
}

/** Checks a rendered folder and says what was found; exits with 1 where something was. */
export function renderCheck(
  path: string,
  options: Readonly<Record<string, string | boolean | undefined>>,
): CommandResult {
  const schemas = options["schemas"];
  const result = checkFolder(path, typeof schemas === "string" ? schemas : undefined);
  return {
    document: result,
    text: textOf(result),
    exitCode: result.problems.length === 0 ? exitCodes.ok : exitCodes.failed,
  };
}

/**
 * Checks a rendered folder.
 *
 * @param schemas folder of JSON schemas that every object is held against. @default none is
 * @throws PlinthError `render-folder-invalid` or `render-schemas-invalid`
 */
export function checkFolder(path: string, schemas?: string): CheckResult {
  const folder = readFolder(path);
  const { lock, tree } = folder;
  const { objects } = readTree(tree);
  const problems = [...lockProblems(folder), ...prove(tree)];
  if (schemas !== undefined) {
    const { validate } = module.require("./schemas") as typeof SchemasModule;
    problems.push(...validate(objects, resolve(schemas), lock.versions["kubernetes"] ?? ""));
  }
  return {
    name: lock.inputs.name,
    folder: resolve(path),
    files: tree.size,
    objects: objects.length,
    validated: schemas !== undefined,
    problems,
    notes: versionNotes(folder),
  };
}

function lockProblems({ edited, missing, foreign }: RenderedFolder): readonly Problem[] {
  const at = (file: string, message: string): Problem => ({ proof: "lock", file, line: 1, message });
  return [
    ...edited.map((file) =>
      at(file, "This file was edited since it was rendered. Render the cluster again."),
    ),
    ...missing.map((file) => at(file, "This file is missing. Render the cluster again.")),
    ...foreign.map((file) => at(file, "Plinth did not write this. Move it to another folder.")),
  ];
}

function versionNotes({ lock }: RenderedFolder): readonly string[] {
  const pinned = pinnedVersions(lock.provider, lock.versions);
  return Object.entries(pinned)
    .filter(([what, version]) => lock.versions[what] !== undefined && lock.versions[what] !== version)
    .map(
      ([what, version]) =>
        `${lockName} has ${what} ${lock.versions[what] ?? ""}, and this Plinth renders ${version}.`,
    );
}

function textOf({ name, files, objects, validated, problems, notes }: CheckResult): string {
  const found = problems.map(({ proof, file, line, message }) => `${file}:${line}: ${message} [${proof}]`);
  const what = `${files} files with ${objects} objects`;
  const judged = validated
    ? "Each object is valid by its schema."
    : "Without --schemas, none was held against a schema.";
  const verdict =
    problems.length === 0
      ? `${name}: ${what}, all as they were rendered, and every proof holds. ${judged}`
      : `${name}: ${problems.length} ${problems.length === 1 ? "problem" : "problems"} in ${what}.`;
  return [...found, ...notes.map((note) => `Note: ${note}`), verdict].join("\n");
}
