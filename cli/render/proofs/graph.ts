/** What waits for what: complete, without a circle, and dependencies on nothing that comes later. */

import { textOf, partOf } from "./objects";
import type { Path, Proof, TreeObject } from "./objects";
import type { Problem } from "./problem";

/** Kinds of Flux that wait for others of their own kind. */
const waitingKinds: ReadonlySet<string> = new Set(["HelmRelease", "Kustomization"]);

/** The source that `flux bootstrap` makes, which no tree holds. */
const bootstrapped = "GitRepository flux-system/flux-system";

/** Dependencies that are not there, circles, and sources that are not there. */
export const proveGraph: Proof = ({ objects }) => {
  const known = new Map(objects.map((object) => [identityOf(object), object]));
  return [
    ...objects.flatMap((object) => [...missing(object, known), ...missingSource(object, known)]),
    ...circles(known),
  ];
};

/** One dependency, and where it stands. */
interface Dependency {
  readonly identity: string;
  readonly path: Path;
}

/** Kind, namespace and name, as `Kind namespace/name`. */
export function identityOf({ value }: TreeObject): string {
  return `${textOf(value, "kind")} ${textOf(value, "metadata", "namespace")}/${textOf(value, "metadata", "name")}`;
}

/** What an object of Flux waits for. */
export function dependenciesOf({ value }: TreeObject): Dependency[] {
  const kind = textOf(value, "kind");
  const list = partOf(value, "spec", "dependsOn");
  if (!waitingKinds.has(kind) || !Array.isArray(list)) return [];
  return list.map((entry: unknown, index) => {
    const namespace = textOf(entry, "namespace") || textOf(value, "metadata", "namespace");
    return { identity: `${kind} ${namespace}/${textOf(entry, "name")}`, path: ["spec", "dependsOn", index] };
  });
}

/** Everything that an object waits for, directly or through others; itself where it waits in a circle. */
export function allBefore(object: TreeObject, known: ReadonlyMap<string, TreeObject>): ReadonlySet<string> {
  const before = new Set<string>();
  const add = (one: TreeObject): void => {
    for (const { identity } of dependenciesOf(one)) {
      if (before.has(identity)) continue;
      before.add(identity);
      const next = known.get(identity);
      if (next !== undefined) add(next);
    }
  };
  add(object);
  return before;
}

function missing(object: TreeObject, known: ReadonlyMap<string, TreeObject>): Problem[] {
  return dependenciesOf(object)
    .filter(({ identity }) => !known.has(identity))
    .map(({ identity, path }) =>
      at(
        object,
        path,
        `${identityOf(object)} waits for ${identity}, which is not there; it would wait for ever.`,
      ),
    );
}

function missingSource(object: TreeObject, known: ReadonlyMap<string, TreeObject>): Problem[] {
  const kind = textOf(object.value, "kind");
  if (!waitingKinds.has(kind)) return [];
  const path = [
    ["spec", "chartRef"],
    ["spec", "chart", "spec", "sourceRef"],
    ["spec", "sourceRef"],
  ].find((each) => partOf(object.value, ...each) !== undefined);
  if (path === undefined) return [at(object, ["spec"], `${identityOf(object)} names no source.`)];
  const source = partOf(object.value, ...path);
  const namespace = textOf(source, "namespace") || textOf(object.value, "metadata", "namespace");
  const identity = `${textOf(source, "kind")} ${namespace}/${textOf(source, "name")}`;
  if (identity === bootstrapped || known.has(identity)) return [];
  return [at(object, path, `${identityOf(object)} comes from ${identity}, which is not there.`)];
}

function circles(known: ReadonlyMap<string, TreeObject>): Problem[] {
  const told = new Set<string>();
  return [...known].flatMap(([identity, object]) => {
    const before = allBefore(object, known);
    if (!before.has(identity) || told.has(identity)) return [];
    const circle = [...before].filter((each) => {
      const other = known.get(each);
      return other !== undefined && allBefore(other, known).has(identity);
    });
    for (const each of circle) told.add(each);
    return [
      at(
        object,
        ["spec", "dependsOn"],
        `These wait for each other, so none of them starts: ${circle.join(", ")}.`,
      ),
    ];
  });
}

function at(object: TreeObject, path: Path, message: string): Problem {
  return { proof: "graph", file: object.file, line: object.line(path), message };
}
