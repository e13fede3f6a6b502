/** Whether a rule is about a change. */

import { parseVersion } from "../../compatibility/version";
import type { ChangeCondition, ChangeRule } from "./types";

/** One field that differs. */
export interface FieldChange {
  /** Group and kind of its object, such as `cluster.x-k8s.io/Cluster`; the core group is empty. */
  readonly kind: string;
  /** Name of its object. */
  readonly name: string;
  /** Keys and indexes that lead to it. */
  readonly path: readonly (string | number)[];
  /** `undefined` where there was none, or where there is none any more. */
  readonly old: unknown;
  readonly new: unknown;
  /** Whether its object keeps its name. */
  readonly sameName: boolean;
}

/** Whether a rule holds for a change of a field. */
export function holdsFor({ path, when, nameEnds }: ChangeRule, change: FieldChange): boolean {
  return (
    leadsTo(path.split("."), change.path) &&
    (nameEnds === undefined || change.name.endsWith(nameEnds)) &&
    (when === undefined || conditions[when](change))
  );
}

/** Whether a pattern leads to a path; `*` is any one key, `**` at the end all below. */
function leadsTo(pattern: readonly string[], path: FieldChange["path"]): boolean {
  const open = pattern.at(-1) === "**";
  const keys = open ? pattern.slice(0, -1) : pattern;
  if (open ? path.length < keys.length : path.length !== keys.length) return false;
  return keys.every((key, index) => key === "*" || key === String(path[index]));
}

const conditions: Readonly<Record<ChangeCondition, (change: FieldChange) => boolean>> = {
  less: ({ old, new: next }) => typeof old === "number" && typeof next === "number" && next < old,
  olderMinor: (change) => minorSteps(change) < 0,
  skipsMinors: (change) => minorSteps(change) > 1,
  sameName: ({ sameName }) => sameName,
};

/** How many minors a version goes forward; 0 where one of both is no version. */
function minorSteps({ old, new: next }: FieldChange): number {
  const from = typeof old === "string" ? parseVersion(old) : undefined;
  const to = typeof next === "string" ? parseVersion(next) : undefined;
  if (from === undefined || to === undefined) return 0;
  return (to[0] - from[0]) * 1000 + to[1] - from[1];
}
