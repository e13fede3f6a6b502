/** Where two values differ: the fields at the ends of both, not the lines of their text. */

import { isMap, parseAllDocuments } from "yaml";
import { isRecord } from "../proofs/objects";
import type { Path } from "../proofs/objects";

/** One field that differs; `undefined` where it is not there. */
export interface Leaf {
  readonly path: Path;
  readonly old: unknown;
  readonly new: unknown;
}

/** Every field that differs between two values, in the order of their paths. */
export function leavesOf(old: unknown, next: unknown, path: Path = []): readonly Leaf[] {
  if (isRecord(old) || isRecord(next)) return leavesOfRecords(old, next, path);
  if (Array.isArray(old) || Array.isArray(next)) return leavesOfLists(old, next, path);
  return Object.is(old, next) ? [] : [{ path, old, new: next }];
}

function leavesOfRecords(old: unknown, next: unknown, path: Path): readonly Leaf[] {
  const [before, after] = [fieldsOf(old), fieldsOf(next)];
  if (before === undefined || after === undefined) return [{ path, old, new: next }];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const inner = keys.flatMap((key) => leavesOf(own(before, key), own(after, key), [...path, key]));
  // A field that is there and empty is not the same as none.
  return inner.length === 0 && (old === undefined) !== (next === undefined)
    ? [{ path, old, new: next }]
    : inner;
}

/** The fields of a map; those of nothing are none. */
function fieldsOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (value === undefined) return {};
  return isRecord(value) ? value : undefined;
}

function own(record: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function leavesOfLists(old: unknown, next: unknown, path: Path): readonly Leaf[] {
  const [before, after] = [itemsOf(old), itemsOf(next)];
  if (before === undefined || after === undefined) return [{ path, old, new: next }];
  const all = [...before, ...after];
  // A list that is there and empty is not the same as none.
  if (all.length === 0) return (old === undefined) === (next === undefined) ? [] : [{ path, old, new: next }];
  if (path.at(-1) === "strategicPatches") return leavesOfPatches(before, after, path);
  if (all.every(isRecord)) return leavesOfEntries(before, after, path);
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, old, new: next }];
}

function itemsOf(value: unknown): readonly unknown[] | undefined {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly unknown[]) : undefined;
}

/** Entries of a list that have names are compared by them, others and such as share no name by their places. */
function leavesOfEntries(before: readonly unknown[], after: readonly unknown[], path: Path): readonly Leaf[] {
  const [names, others] = [namesOf(before), namesOf(after)];
  const related =
    before.length !== after.length || [...(names?.keys() ?? [])].some((name) => others?.has(name));
  if (names !== undefined && others !== undefined && related)
    return [...new Set([...names.keys(), ...others.keys()])]
      .sort()
      .flatMap((name) => leavesOf(names.get(name), others.get(name), [...path, name]));
  const length = Math.max(before.length, after.length);
  return Array.from({ length }, (_, index) => index).flatMap((index) =>
    leavesOf(before[index], after[index], [...path, index]),
  );
}

function namesOf(entries: readonly unknown[]): ReadonlyMap<string, unknown> | undefined {
  const byName = new Map<string, unknown>();
  for (const entry of entries) {
    const name = isRecord(entry) ? own(entry, "name") : undefined;
    if (typeof name !== "string" || byName.has(name)) return undefined;
    byName.set(name, entry);
  }
  return byName;
}

/** Patches of Talos are texts of YAML; what they say is compared, and where they say the same, how they say it. */
function leavesOfPatches(before: readonly unknown[], after: readonly unknown[], path: Path): readonly Leaf[] {
  const length = Math.max(before.length, after.length);
  return Array.from({ length }, (_, index) => index).flatMap((index) => {
    const [old, next] = [before[index], after[index]];
    const place = [...path, index];
    const [one, other] = [patchOf(old), patchOf(next)];
    if (one === undefined || other === undefined) return leavesOf(old, next, place);
    const inner = leavesOf(one, other, place);
    return inner.length > 0 || old === next ? inner : [{ path: place, old, new: next }];
  });
}

function patchOf(value: unknown): unknown {
  if (typeof value !== "string") return undefined;
  const documents = parseAllDocuments(value);
  if ("empty" in documents || documents.length !== 1) return undefined;
  const [document] = documents;
  if (document === undefined || document.errors.length > 0 || !isMap(document.contents)) return undefined;
  try {
    return document.toJS() as unknown;
  } catch {
    return undefined;
  }
}

/** A path as people write it: `spec.dependsOn[0].name`. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    if (!/^[\w-]+$/.test(key)) return `${text}[${JSON.stringify(key)}]`;
    return text === "" ? key : `${text}.${key}`;
  }, "");
}
