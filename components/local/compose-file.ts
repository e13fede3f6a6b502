/** Reading a compose file, with every mistake at its line. */

import { readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { LineCounter, parseAllDocuments } from "yaml";
import type { Document } from "yaml";
import { formatPath, parseCompose } from "../../model/compose";
import type { ComposeIssue, ComposeModel, ParseOptions } from "../../model/compose";
import { PlinthError } from "../../model/errors";
import { offsetOf, unresolvedAliases } from "./yaml-positions";

/** What a file's meaning depends on, apart from the file itself. */
export type ReadOptions = Pick<ParseOptions, "profiles" | "project">;

/**
 * Reads, fills in and checks a compose file. Relative paths in it begin in its own folder, as in Compose.
 *
 * @param path the file, absolute or relative to the current folder.
 * @param variables values of the file's variables.
 * @throws PlinthError `compose-unsupported-key` where all that is wrong are keys that are not supported, else
 *   `compose-invalid`; the details hold every mistake with file, line and column.
 */
export function readComposeFile(
  path: string,
  variables: Readonly<Record<string, string>>,
  options: ReadOptions = {},
): ComposeModel {
  const absolute = resolve(path);
  return parseComposeText(readText(path), absolute, variables, options);
}

/**
 * Fills in and checks the text of a compose file.
 *
 * @param path absolute path of the file that the text is from.
 * @throws PlinthError as `readComposeFile` does.
 */
export function parseComposeText(
  text: string,
  path: string,
  variables: Readonly<Record<string, string>>,
  options: ReadOptions = {},
): ComposeModel {
  const lines = new LineCounter();
  const document = parseYaml(text, path, lines);
  const result = parseCompose(toData(document, path), { ...options, folder: dirname(path), variables });
  if (result.model !== undefined) return result.model;
  throw composeError(path, document, result.issues, lines);
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === "ENOENT" ? "does not exist" : `cannot be read: ${message}`;
    throw new PlinthError("compose-invalid", `The compose file ${path} ${why}.`, {
      fix: "Give the path of a compose file in plinth:composeFile, relative to the repository root.",
      cause: error,
    });
  }
}

function parseYaml(text: string, path: string, lineCounter: LineCounter): Document {
  const documents = parseAllDocuments(text, { merge: true, lineCounter, prettyErrors: false });
  const [document, second] = documents;
  const errors = documents.flatMap(({ errors }) => errors);
  const details = errors.map(
    ({ message, pos }) => `${place(path, pos[0], lineCounter)} is not YAML: ${message}`,
  );
  for (const { name, offset } of document === undefined ? [] : unresolvedAliases(document)) {
    details.push(
      `${place(path, offset, lineCounter)} names the anchor ${name}, which does not stand before it`,
    );
  }
  if (second?.range !== undefined) {
    details.push(
      `${place(path, second.range[0], lineCounter)} begins a second document; a compose file is one`,
    );
  }
  if (details.length > 0) throw invalid("compose-invalid", path, details);
  if (document === undefined)
    throw invalid("compose-invalid", path, [`${shown(path)}:1:1 The file is empty`]);
  return document;
}

function toData(document: Document, path: string): unknown {
  try {
    return document.toJS() as unknown;
  } catch (error) {
    // Aliases that unfold to too much.
    const message = error instanceof Error ? error.message : String(error);
    throw invalid("compose-invalid", path, [`${shown(path)}:1:1 cannot be unfolded: ${message}`]);
  }
}

function composeError(
  path: string,
  document: Document,
  issues: readonly ComposeIssue[],
  lines: LineCounter,
): PlinthError {
  const placed = issues.map((issue) => ({
    issue,
    offset: offsetOf(document, issue.path, issue.kind === "unsupported-key" ? "key" : "value"),
  }));
  const details = placed
    .sort((one, other) => one.offset - other.offset)
    .map(({ issue, offset }) => {
      const name = issue.path.length === 0 ? "the file" : formatPath(issue.path);
      return `${place(path, offset, lines)} ${name} ${issue.message}`;
    });
  const unsupported = issues.every(({ kind }) => kind === "unsupported-key");
  return invalid(unsupported ? "compose-unsupported-key" : "compose-invalid", path, details);
}

function invalid(
  code: "compose-invalid" | "compose-unsupported-key",
  path: string,
  details: readonly string[],
): PlinthError {
  const count = details.length === 1 ? "1 mistake" : `${String(details.length)} mistakes`;
  return new PlinthError(code, `The compose file ${shown(path)} has ${count}.`, { details });
}

function place(path: string, offset: number, lines: LineCounter): string {
  const { line, col } = lines.linePos(offset);
  return `${shown(path)}:${String(line)}:${String(col)}`;
}

/** The path as a terminal can follow it: relative where the file lies below the current folder. */
function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return short === "" || short.startsWith("..") ? path : short;
}
