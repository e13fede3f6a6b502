/** The order in which the add-ons of a stack are made. */

import type { AddonContext, AddonEntry } from "./addon";

/** An add-on, and the ids of those that come before it. */
export interface OrderedAddon {
  readonly id: string;
  readonly entry: AddonEntry;
  readonly before: readonly string[];
}

/**
 * The add-ons in the order of the list, but each after all that come before it on this cluster.
 *
 * @param wanted those that the stack has; whatever else an entry names is not there.
 * @throws Error where two of them wait for each other.
 */
export function inOrder(
  wanted: Readonly<Record<string, AddonEntry>>,
  context: AddonContext,
): readonly OrderedAddon[] {
  const done = new Map<string, OrderedAddon>();
  const visit = (id: string, way: readonly string[]): void => {
    const entry = wanted[id];
    if (entry === undefined || done.has(id)) return;
    if (way.includes(id)) throw new Error(`These add-ons wait for each other: ${[...way, id].join(", ")}.`);
    const before = [...entry.dependsOn, ...(entry.after ?? []), ...(entry.afterHere?.(context) ?? [])];
    for (const other of before) visit(other, [...way, id]);
    done.set(id, { id, entry, before });
  };
  for (const id of Object.keys(wanted)) visit(id, []);
  return [...done.values()];
}
