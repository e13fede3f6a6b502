/** The Kubernetes objects of a rendered tree, each with the lines that its parts stand on. */

import { isNode, LineCounter, parseAllDocuments } from "yaml";
import type { Document } from "yaml";
import { Recent } from "../recent";
import { saidWith, wordedOf } from "../shapes";
import type { Problem } from "./problem";

/** Keys and indexes that lead to a part of an object. */
export type Path = readonly (string | number)[];

/** One object. */
export interface TreeObject {
  readonly file: string;
  readonly value: Readonly<Record<string, unknown>>;
  /** Line of a part, or of the nearest part around it that is there. */
  line(path: Path): number;
}

/** A tree that was read. */
export interface ReadTree {
  readonly tree: ReadonlyMap<string, string>;
  readonly objects: readonly TreeObject[];
  /** What is no YAML. */
  readonly problems: readonly Problem[];
}

/** One proof: what it finds in a tree. */
export type Proof = (read: ReadTree) => readonly Problem[];

interface ReadFile {
  readonly objects: readonly Omit<TreeObject, "file">[];
  readonly problems: readonly Omit<Problem, "file">[];
}

/**
 * Files and shapes of files that were read before: recipes are the same text in every cluster. There are more than a few
 * clusters have, so that what clusters share stays in reach.
 */
const known = new Recent<string, ReadFile>(500);

/** Reads every YAML file of a tree. */
export function readTree(tree: ReadonlyMap<string, string>): ReadTree {
  const objects: TreeObject[] = [];
  const problems: Problem[] = [];
  for (const [file, text] of tree) {
    if (!/\.ya?ml$/.test(file)) continue;
    const read = readKnown(text);
    for (const object of read.objects) objects.push({ ...object, file });
    for (const problem of read.problems) problems.push({ ...problem, file });
  }
  return { tree, objects, problems };
}

/** What a text says: from its shape where it was made from one, since clusters have the same shapes. */
function readKnown(text: string): ReadFile {
  const worded = wordedOf(text);
  if (worded === undefined) return readOnce(text);
  const read = readOnce(worded.shape.text);
  if (read.problems.length > 0) return readOnce(text);
  // A word has no line break, so each part stands on the line that it has in the shape.
  const objects = read.objects.map(({ value, line }) => ({ value: saidWith(value, worded.words), line }));
  return { objects, problems: [] };
}

function readOnce(text: string): ReadFile {
  return known.getOrMake(text, () => readFile(text));
}

function readFile(text: string): ReadFile {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines });
  if ("empty" in documents)
    return { objects: [], problems: [problem(1, "There is no object in this file.")] };
  const objects: Omit<TreeObject, "file">[] = [];
  const problems: Omit<Problem, "file">[] = [];
  for (const document of documents) {
    const first = lineOf(document, [], lines);
    for (const { message, pos } of document.errors)
      problems.push(problem(lines.linePos(pos[0]).line, `This is no YAML: ${message.split("\n")[0] ?? ""}`));
    if (document.errors.length > 0) continue;
    const value = valueOf(document);
    if (value === undefined)
      problems.push(problem(first, "This is no YAML: an alias names no anchor before it."));
    else if (isRecord(value) && typeof value.kind === "string" && typeof value.apiVersion === "string")
      objects.push({ value, line: (path) => lineOf(document, path, lines) });
    else problems.push(problem(first, "This is no Kubernetes object: it has no `kind` or no `apiVersion`."));
  }
  return { objects, problems };
}

/** The value of a document; `undefined` where one of its aliases names nothing. */
function valueOf(document: Document): unknown {
  try {
    return (document.toJS() as unknown) ?? null;
  } catch (error) {
    if (error instanceof ReferenceError) return undefined;
    throw error;
  }
}

function problem(line: number, message: string): Omit<Problem, "file"> {
  return { proof: "yaml", line, message };
}

function lineOf(document: Document, path: Path, lines: LineCounter): number {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

/** Whether a value is a map. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The part of a value at a path; `undefined` where something is missing on the way. */
export function partOf(value: unknown, ...path: Path): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null
        ? (inner as Record<string | number, unknown>)[key]
        : undefined,
    value,
  );
}

/** The text at a path; `""` where there is none. */
export function textOf(value: unknown, ...path: Path): string {
  const part = partOf(value, ...path);
  return typeof part === "string" ? part : "";
}

/** What an object is called in a message: `Kind namespace/name`. */
export function titleOf({ value }: TreeObject): string {
  const namespace = textOf(value, "metadata", "namespace");
  return `${textOf(value, "kind")} ${namespace === "" ? "" : `${namespace}/`}${textOf(value, "metadata", "name")}`;
}
