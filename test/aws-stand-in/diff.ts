/** How inputs changed, and whether the resource can change with them. */

import { wasMadeUp } from "./completed-inputs";
import type { TypeRules } from "./types/rules";
import { holdsUnknown, isObject, plain, same } from "./values";
import type { WireObject } from "./values";

/** A property that changed. */
export interface Change {
  /** Path, as `blockDeviceMappings[0].ebs.volumeSize`. */
  readonly path: string;
  readonly kind: "add" | "delete" | "update";
  readonly replaces: boolean;
}

/** What a change of inputs means. */
export interface Difference {
  readonly changes: readonly Change[];
  /** The old one must be gone before the new one is made: both would have the name that was given. */
  readonly deleteBeforeReplace: boolean;
}

/** Compares inputs as the engine keeps them. */
export function difference(
  rules: TypeRules | undefined,
  olds: WireObject,
  news: WireObject,
  ignored: readonly string[] = [],
): Difference {
  const replaces = new Set(rules?.replaces ?? []);
  const changes = [...leaves("", plain(olds), plain(news))]
    .filter(({ path }) => !ignored.some((one) => path === one || path.startsWith(`${one}.`)))
    .map((change) => ({ ...change, replaces: replacing(change.path, replaces) }));
  const name = rules?.nameProperty ?? "name";
  const keepsName = name in news && !wasMadeUp(news, name) && same(olds[name], news[name]);
  return { changes, deleteBeforeReplace: keepsName && changes.some((change) => change.replaces) };
}

function replacing(path: string, replaces: ReadonlySet<string>): boolean {
  const steps = path.replace(/\[\d+\]/g, "").split(".");
  // Every resource lives in one region.
  if (steps[0] === "region") return true;
  return steps.some((_, index) => replaces.has(steps.slice(0, index + 1).join(".")));
}

function* leaves(path: string, one: unknown, other: unknown): Generator<Omit<Change, "replaces">> {
  if (same(one, other) && !holdsUnknown(other)) return;
  if (isTree(one) && isTree(other) && (isObject(one) || isObject(other) || path === "")) {
    const [before, after] = [isObject(one) ? one : {}, isObject(other) ? other : {}];
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      yield* leaves(path === "" ? key : `${path}.${key}`, before[key], after[key]);
    }
    return;
  }
  if (Array.isArray(one) && Array.isArray(other)) {
    for (let index = 0; index < Math.max(one.length, other.length); index++) {
      yield* leaves(`${path}[${index}]`, one[index], other[index]);
    }
    return;
  }
  yield { path, kind: one === undefined ? "add" : other === undefined ? "delete" : "update" };
}

/** True for an object, and for nothing at all in place of one. */
function isTree(value: unknown): boolean {
  return value === undefined || isObject(value);
}
