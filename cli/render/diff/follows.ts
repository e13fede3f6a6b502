/** Differences that only carry another one: a name that is in many objects, a template's name that is its hash. */

import { textOf } from "../proofs/objects";
import type { TreeObject } from "../proofs/objects";
import type { Leaf } from "./leaves";
import type { MatchedSide, Pair } from "./match";

/** What a difference comes with: the cluster's `metadata.name`, its `metadata.namespace`, or a template's content. */
export type Follows = "name" | "namespace" | "template";

/** A pair of objects and where they differ. */
interface Differing {
  readonly pair: Pair;
  readonly leaves: readonly Leaf[];
}

/** A function that says what a difference comes with; `undefined` for one that stands for itself. */
export function followsOf(
  old: MatchedSide,
  next: MatchedSide,
  differing: readonly Differing[],
): (pair: Pair, leaf: Leaf) => Follows | undefined {
  const isClusters = ({ new: object }: Pair): boolean => textOf(object?.value, "kind") === "Cluster";
  const hasCluster = differing.some(({ pair }) => isClusters(pair));
  const templates = new Set(differing.filter(hasOtherContent).map(({ pair }) => namesOf(pair)));
  return (pair, leaf) => {
    const { path } = leaf;
    const within = hasCluster && isClusters(pair) && path[0] === "metadata" && path.length === 2;
    if (carries(leaf, old.cluster, next.cluster, renamed))
      return within ? undefined : followed(hasCluster, "name");
    if (carries(leaf, old.namespace, next.namespace, replaced))
      return within ? undefined : followed(hasCluster, "namespace");
    const isName = path.at(-1) === "name";
    return isName && templates.has(JSON.stringify([leaf.old, leaf.new])) ? "template" : undefined;
  };
}

/** Where the cluster itself is gone, nothing stands for the change of its name, so every change does. */
function followed(hasCluster: boolean, what: Follows): Follows | undefined {
  return hasCluster ? what : undefined;
}

/** Templates that make other machines, and not only in their names. */
function hasOtherContent({ pair, leaves }: Differing): boolean {
  return pair.machines !== undefined && leaves.some(({ path }) => path[0] === "spec");
}

function namesOf({ old, new: next }: Pair): string {
  const name = (object: TreeObject | undefined): string => textOf(object?.value, "metadata", "name");
  return JSON.stringify([name(old), name(next)]);
}

type Put = (text: string, from: string, to: string) => string;

/** Whether a value differs only by one word that is another one now. */
function carries({ old, new: next }: Leaf, from: string, to: string, put: Put): boolean {
  if (from === to) return false;
  const put1 = (value: unknown): unknown => {
    if (typeof value === "string") return put(value, from, to);
    return Array.isArray(value) ? value.map(put1) : value;
  };
  return JSON.stringify(put1(old)) === JSON.stringify(next);
}

const replaced: Put = (text, from, to) => (text === from ? to : text);

/** Puts another name of the cluster where the old one stands as a whole word, or before a hyphen. */
const renamed: Put = (text, from, to) => {
  const word = from.replaceAll(/[^A-Za-z0-9-]/g, String.raw`\$&`);
  return text.replaceAll(new RegExp(`(?<![A-Za-z0-9-])${word}(?![A-Za-z0-9])`, "g"), () => to);
};
