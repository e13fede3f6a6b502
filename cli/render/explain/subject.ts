/** What one file or one object of a rendered cluster is. */

import { PlinthError } from "../../../model/errors";
import { nearest } from "../../../model/nearest";
import { formatTable } from "../../table";
import { valueText } from "../diff/text";
import type { FleetFiles } from "../fleet-files";
import type { RenderedFolder } from "../folder";
import { textOf } from "../proofs/objects";
import type { TreeObject } from "../proofs/objects";
import { inputsOf } from "./inputs";
import { withoutSecret } from "./placeholders";
import { filePurpose, objectPurpose } from "./purposes";
import { referencesOf, referrersOf } from "./references";
import type { Reference, Referrer } from "./references";

/** One object, explained. */
export interface ExplainedObject {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly file: string;
  readonly purpose: string;
  /** The inputs that it was made of, with their values. */
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly refersTo: readonly Reference[];
  readonly referredToBy: readonly Referrer[];
}

/** What `render explain <folder> <subject>` answers. */
export interface ExplainedSubject {
  readonly subject: string;
  /** The file, where the subject is one. */
  readonly file?: { readonly path: string; readonly purpose: string; readonly appliedTo: string };
  readonly objects: readonly ExplainedObject[];
}

/** The folder that a subject is looked for in. */
export interface Searched {
  readonly dir: string;
  readonly folder: RenderedFolder;
  readonly objects: readonly TreeObject[];
  readonly files: FleetFiles;
}

/**
 * Explains a file by its path, or objects by `Kind/name`, by their kind or by their name; case does not count.
 *
 * @throws PlinthError `usage` where the folder has nothing of the kind.
 */
export function subjectOf(subject: string, searched: Searched): ExplainedSubject {
  const { folder, objects } = searched;
  const path = subject.replace(/^\.\//, "");
  const found = folder.tree.has(path)
    ? objects.filter(({ file }) => file === path)
    : objects.filter((object) => namesOf(object).some((name) => same(name, subject)));
  if (found.length === 0 && !folder.tree.has(path)) throw unknown(subject, searched);
  const purpose = folder.tree.has(path) ? filePurpose(path) : undefined;
  return {
    subject,
    ...(purpose !== undefined && { file: { path, ...purpose } }),
    objects: found.map((object) => explained(object, searched)),
  };
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** What an object may be asked for by. */
function namesOf({ value }: TreeObject): readonly [string, string, string] {
  const [kind, name] = [textOf(value, "kind"), textOf(value, "metadata", "name")];
  return [`${kind}/${name}`, kind, name];
}

function unknown(subject: string, { dir, folder, objects }: Searched): PlinthError {
  const candidates = [...folder.tree.keys(), ...objects.flatMap((object) => [...namesOf(object)])];
  const meant = nearest(subject, candidates);
  return new PlinthError("usage", `${dir} has no file and no object '${subject}'.`, {
    fix: `${meant === undefined ? "" : `Did you mean \`${meant}\`? `}Give the path of a file, or an object as Kind/name; \`./plinth render explain ${dir}\` lists the files.`,
  });
}

function explained(object: TreeObject, { folder: { lock }, objects, files }: Searched): ExplainedObject {
  const { value, file } = object;
  const given: Readonly<Record<string, unknown>> = { provider: lock.provider, ...lock.inputs };
  return {
    kind: textOf(value, "kind"),
    namespace: textOf(value, "metadata", "namespace"),
    name: textOf(value, "metadata", "name"),
    file,
    purpose: objectPurpose(object),
    inputs: Object.fromEntries(
      inputsOf(object, { lock, objects, files }).map((key) => [key, withoutSecret(given[key])]),
    ),
    refersTo: referencesOf(object, objects),
    referredToBy: referrersOf(object, objects),
  };
}

/** The same for a person. */
export function subjectText({ subject, file, objects }: ExplainedSubject): string {
  const head = file === undefined ? [] : [`${file.path}: ${file.purpose}; applied to ${file.appliedTo}.`];
  const many =
    file === undefined && objects.length > 1 ? [`There are ${objects.length} of '${subject}'.`] : [];
  return [...head, ...many, ...objects.map(objectText)].join("\n\n");
}

function objectText(object: ExplainedObject): string {
  const { kind, namespace, name, file, purpose, inputs, refersTo, referredToBy } = object;
  const title = `${kind} ${namespace === "" ? "" : `${namespace}/`}${name}`;
  return [
    `${title} ${purpose}`,
    `It stands in ${file}.`,
    ...section(
      "Made of the inputs",
      Object.entries(inputs).map(([key, value]) => [key, valueText(value)]),
    ),
    ...section(
      "Refers to",
      refersTo.map((one) => [`${one.kind} ${one.name}`, one.path, one.file ?? "not in this folder"]),
    ),
    ...section(
      "Referred to by",
      referredToBy.map((one) => [`${one.kind} ${one.name}`, one.path, one.file]),
    ),
  ].join("\n");
}

function section(title: string, rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return [];
  return [
    `${title}:`,
    ...formatTable(rows)
      .split("\n")
      .map((line) => `  ${line}`),
  ];
}
