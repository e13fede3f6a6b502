/** Static proofs: what must hold of every rendered tree, shown without a cluster or a network. */

import { proveApiVersions } from "./api-versions";
import { proveChartSources } from "./chart-sources";
import { proveGraph } from "./graph";
import { proveHelmValues } from "./helm-values";
import { proveNames } from "./names";
import { readTree } from "./objects";
import type { Proof } from "./objects";
import { proveOrder } from "./order";
import type { Problem } from "./problem";
import { proveSecrets } from "./secrets";
import { proveYaml } from "./yaml";

export type { Problem } from "./problem";

/** Every proof, by the name of its file. */
export const proofs: Readonly<Record<string, Proof>> = {
  yaml: proveYaml,
  names: proveNames,
  "api-versions": proveApiVersions,
  "chart-sources": proveChartSources,
  graph: proveGraph,
  order: proveOrder,
  secrets: proveSecrets,
  "helm-values": proveHelmValues,
};

/**
 * Every problem of a rendered tree: path in the output folder to the file's text. An empty list is the proof.
 *
 * The problems are sorted by file and line.
 */
export function prove(tree: ReadonlyMap<string, string>): readonly Problem[] {
  const read = readTree(tree);
  return Object.values(proofs)
    .flatMap((proof) => proof(read))
    .sort((one, other) => (one.file === other.file ? one.line - other.line : one.file < other.file ? -1 : 1));
}
