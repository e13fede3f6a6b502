/** A plan for people to read, and as a document for programs. */

import { relative } from "node:path";
import type { Plan, PlannedResource, ReadResource, SourcePosition, Unexpanded } from "./types";
import { hiddenValues, shownValue } from "./values";

/** A planned resource without Pulumi's wire form. */
export interface DocumentedResource extends Omit<PlannedResource, "wire"> {
  /** Inputs; a secret is `[secret]`, what is not known before the update `[unknown]`. */
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** A plan as JSON. */
export interface PlanDocument {
  readonly project: string;
  readonly stack: string;
  readonly program: string;
  readonly resources: readonly DocumentedResource[];
  readonly unexpanded: readonly Unexpanded[];
  readonly reads: readonly ReadResource[];
}

/** Input of a dynamic resource that holds the code of its provider, and whatever that code has captured. */
const providerCode = "__provider";

/** The plan as a document that may be printed and kept: it holds no secret. */
export function planDocument(plan: Plan): PlanDocument {
  const { project, stack, program, resources, unexpanded, reads = [] } = plan;
  const documented = resources.map(({ wire: { [providerCode]: _, ...wire }, ...resource }) => ({
    ...resource,
    inputs: shownValue(wire) as Readonly<Record<string, unknown>>,
  }));
  return { project, stack, program, resources: documented, unexpanded, reads };
}

/** One line of the tree, in columns. */
interface Row {
  readonly name: string;
  readonly type: string;
  readonly place: string;
  readonly remarks: string;
}

/**
 * The plan as a tree of text: name, type, position, and how many inputs are unknown or secret.
 *
 * @param folder positions are given relative to it. @default the program's folder
 */
export function planTree(plan: Plan, folder: string = plan.program): string {
  const children = childrenByParent(plan.resources);
  const unexpanded = new Set(plan.unexpanded.map(({ urn }) => urn));
  const rows: Row[] = [];
  const add = (resource: PlannedResource, lead: string, below: string): void => {
    const place = placeOf(resource.source, folder);
    rows.push({
      name: `${lead}${resource.name}`,
      type: resource.type,
      place,
      remarks: remarks(resource, unexpanded),
    });
    const own = children.get(resource.urn) ?? [];
    for (const [index, child] of own.entries()) {
      const last = index === own.length - 1;
      add(child, `${below}${last ? "└─ " : "├─ "}`, `${below}${last ? "   " : "│  "}`);
    }
  };
  for (const root of children.get(undefined) ?? []) add(root, "", "");
  return inColumns(rows);
}

/** Resources by the URN of their parent; those without one in the plan stand under `undefined`. */
function childrenByParent(
  resources: readonly PlannedResource[],
): ReadonlyMap<string | undefined, readonly PlannedResource[]> {
  const urns = new Set(resources.map(({ urn }) => urn));
  const children = new Map<string | undefined, PlannedResource[]>();
  for (const resource of resources) {
    const parent = resource.parent !== undefined && urns.has(resource.parent) ? resource.parent : undefined;
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [resource]);
    else siblings.push(resource);
  }
  return children;
}

function remarks(resource: PlannedResource, unexpanded: ReadonlySet<string>): string {
  const { unknown, secret } = hiddenValues(resource.wire);
  return [
    unknown > 0 ? `${unknown} unknown` : "",
    secret > 0 ? `${secret} secret` : "",
    resource.protect ? "protected" : "",
    unexpanded.has(resource.urn) ? "not expanded" : "",
  ]
    .filter((remark) => remark !== "")
    .join(", ");
}

function placeOf(source: SourcePosition | undefined, folder: string): string {
  if (source === undefined) return "";
  return `${relative(folder, source.file)}:${source.line}`;
}

function inColumns(rows: readonly Row[]): string {
  const width = (column: keyof Row): number => Math.max(0, ...rows.map((row) => row[column].length));
  const widths = { name: width("name"), type: width("type"), place: width("place") };
  const lines = rows.map(({ name, type, place, remarks: last }) =>
    [name.padEnd(widths.name), type.padEnd(widths.type), place.padEnd(widths.place), last]
      .join("  ")
      .trimEnd(),
  );
  return lines.join("\n");
}
