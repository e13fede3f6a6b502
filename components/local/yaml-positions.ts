/** Where in a YAML file a value stands, also one that a merge key (`<<`) or an alias brings in. */

import { isAlias, isMap, isNode, isScalar, isSeq, visit } from "yaml";
import type { Document, Node, Pair } from "yaml";

/** The way to a value: keys of maps and indexes of lists. */
export type YamlPath = readonly (string | number)[];

/**
 * Offset in the text of a key, or of the value under it, or of the nearest thing above it that is in the file.
 *
 * @param part the key itself, or the value.
 */
export function offsetOf(document: Document, path: YamlPath, part: "key" | "value"): number {
  let node: Node | null = resolved(document.contents, document);
  let offset = startOf(node) ?? 0;
  for (const [index, segment] of path.entries()) {
    const found = childOf(node, segment, document);
    if (found === undefined) return offset;
    const last = index === path.length - 1;
    offset =
      startOf(last && part === "value" ? (found.value ?? found.key) : (found.key ?? found.value)) ?? offset;
    node = resolved(found.value, document);
  }
  return offset;
}

/** Offsets of aliases whose anchor does not stand before them, with their names. */
export function unresolvedAliases(
  document: Document,
): readonly { readonly name: string; readonly offset: number }[] {
  const found: { name: string; offset: number }[] = [];
  visit(document, {
    Alias: (_key, alias) => {
      if (alias.resolve(document) === undefined)
        found.push({ name: alias.source, offset: startOf(alias) ?? 0 });
    },
  });
  return found;
}

interface Child {
  readonly key: Node | null;
  readonly value: Node | null;
}

function childOf(node: Node | null, segment: string | number, document: Document): Child | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(segment)];
    return isNode(item) ? { key: null, value: item } : undefined;
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find((item) => keyOf(item) === String(segment));
  if (pair !== undefined) return { key: asNode(pair.key), value: asNode(pair.value) };
  return mergedChild(node.items, segment, document);
}

/** A child that a merge key brings in. */
function mergedChild(
  items: readonly Pair[],
  segment: string | number,
  document: Document,
): Child | undefined {
  for (const merge of items.filter(isMerge)) {
    const source = resolved(asNode(merge.value), document);
    const maps = isSeq(source) ? source.items.map((item) => resolved(asNode(item), document)) : [source];
    for (const map of maps) {
      const child = childOf(map, segment, document);
      if (child !== undefined) return child;
    }
  }
  return undefined;
}

/** With merge keys on, the parser has a symbol for `<<`. */
function isMerge({ key }: Pair): boolean {
  return isScalar(key) && (key.value === "<<" || typeof key.value === "symbol");
}

function keyOf({ key }: Pair): string {
  return isScalar(key) ? String(key.value) : String(key);
}

function asNode(value: unknown): Node | null {
  return isNode(value) ? value : null;
}

function resolved(node: Node | null, document: Document): Node | null {
  return isAlias(node) ? (node.resolve(document) ?? null) : node;
}

function startOf(node: Node | null): number | undefined {
  return node?.range?.[0];
}
