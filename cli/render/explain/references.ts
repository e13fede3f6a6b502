/** What the objects of a cluster refer to, and what refers to them. */

import { isRecord, textOf } from "../proofs/objects";
import type { Path, TreeObject } from "../proofs/objects";
import { pathText } from "../diff/leaves";

/** One reference of an object. */
export interface Reference {
  /** The field that refers. */
  readonly path: string;
  readonly kind: string;
  readonly name: string;
  /** File of what it refers to; not there for what the folder does not have. */
  readonly file?: string;
}

/** One reference to an object. */
export interface Referrer {
  readonly kind: string;
  readonly name: string;
  readonly file: string;
  readonly path: string;
}

/** Fields that hold a name, and the kind that it is of; `own` is the kind of the object itself. */
const nameFields: Readonly<Record<string, string>> = {
  clusterName: "Cluster",
  gatewayClassName: "GatewayClass",
  secretRef: "Secret",
  credentialsRef: "Secret",
  dependsOn: "own",
};

/** Everything that an object refers to. */
export function referencesOf(object: TreeObject, all: readonly TreeObject[]): readonly Reference[] {
  const kind = textOf(object.value, "kind");
  const found = [...namesIn(object.value["spec"], ["spec"], kind)].map(({ path, ...reference }) => {
    const target = all.find(
      ({ value }) =>
        textOf(value, "kind") === reference.kind && textOf(value, "metadata", "name") === reference.name,
    );
    return { path: pathText(path), ...reference, ...(target !== undefined && { file: target.file }) };
  });
  return found.filter(({ name }) => name !== "");
}

/** Everything that refers to an object. */
export function referrersOf(object: TreeObject, all: readonly TreeObject[]): readonly Referrer[] {
  const [kind, name] = [textOf(object.value, "kind"), textOf(object.value, "metadata", "name")];
  return all
    .filter((other) => other !== object)
    .flatMap((other) =>
      referencesOf(other, all)
        .filter((reference) => reference.kind === kind && reference.name === name)
        .map(({ path }) => ({
          kind: textOf(other.value, "kind"),
          name: textOf(other.value, "metadata", "name"),
          file: other.file,
          path,
        })),
    );
}

interface Named {
  readonly path: Path;
  readonly kind: string;
  readonly name: string;
}

function* namesIn(value: unknown, path: Path, own: string): Generator<Named> {
  if (typeof value !== "object" || value === null) return;
  const field = path.findLast((key) => typeof key === "string");
  const given = isRecord(value) && typeof value["name"] === "string" ? value["name"] : "";
  if (isRecord(value) && given !== "") {
    const kind = textOf(value, "kind") || kindOfField(field, own);
    if (kind !== "") yield { path, kind, name: given };
  }
  for (const [key, inner] of Array.isArray(value) ? value.entries() : Object.entries(value)) {
    // What a Kustomization patches stands in the recipe's folder.
    if (key === "patches") continue;
    const kind = kindOfField(key, own);
    if (typeof inner === "string" && kind !== "") yield { path: [...path, key], kind, name: inner };
    else yield* namesIn(inner, [...path, key], own);
  }
}

function kindOfField(field: string | number | undefined, own: string): string {
  const kind = typeof field === "string" && Object.hasOwn(nameFields, field) ? nameFields[field] : undefined;
  return kind === "own" ? own : (kind ?? "");
}
