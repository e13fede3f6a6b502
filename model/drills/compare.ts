/** Comparing objects before a loss with those after a restore. */

import type { ReadObject } from "../k8s/objects";

/** One thing that is not as it was. */
export interface Difference {
  /** Kind and name of the object. */
  readonly object: string;
  /** Where in the object, with dots; empty for the whole object. */
  readonly path: string;
  /** What was there, as JSON; `[secret]` in Secrets, `undefined` for nothing. */
  readonly before: string | undefined;
  /** What is there now. */
  readonly after: string | undefined;
}

/** Fields of the metadata that a cluster writes itself, at each birth anew. */
const ownFields = [
  "uid",
  "resourceVersion",
  "creationTimestamp",
  "generation",
  "managedFields",
  "selfLink",
  "ownerReferences",
];

/** Labels that Velero puts on what it brings back, and annotations that controllers write on what they have seen. */
const foreignKeys =
  /^(?:velero\.io\/|deployment\.kubernetes\.io\/revision$|pv\.kubernetes\.io\/|volume\.(?:beta\.)?kubernetes\.io\/|kubectl\.kubernetes\.io\/)/;

/** Fields of specs that a cluster chooses: addresses, and the volume that a claim gets. */
const chosenFields: Readonly<Record<string, readonly string[]>> = {
  Service: ["clusterIP", "clusterIPs", "healthCheckNodePort"],
  PersistentVolumeClaim: ["volumeName"],
};

/** What an object says, without what a cluster says of it. */
export function normalised(object: ReadObject): Readonly<Record<string, unknown>> {
  const { metadata, spec, ...rest } = object;
  const kept = Object.entries(metadata)
    .filter(([field]) => !ownFields.includes(field))
    .map(([field, value]): [string, unknown] =>
      field === "labels" || field === "annotations" ? [field, withoutForeign(value)] : [field, value],
    )
    .filter(([, value]) => !isEmpty(value));
  const said = spec === undefined ? {} : { spec: without(spec, chosenFields[object.kind] ?? []) };
  return { ...without(rest, ["status"]), metadata: Object.fromEntries(kept), ...said };
}

function withoutForeign(value: unknown): unknown {
  const entries = Object.entries((value ?? {}) as Readonly<Record<string, unknown>>);
  return Object.fromEntries(entries.filter(([key]) => !foreignKeys.test(key)));
}

function without(value: unknown, fields: readonly string[]): Readonly<Record<string, unknown>> {
  const entries = Object.entries(value as Readonly<Record<string, unknown>>);
  return Object.fromEntries(entries.filter(([field]) => !fields.includes(field)));
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

/** What differs between the objects before and after: objects that are lost or new, and every field of the others. */
export function differences(
  before: readonly ReadObject[],
  after: readonly ReadObject[],
): readonly Difference[] {
  const was = byTitle(before);
  const is = byTitle(after);
  const titles = [...new Set([...was.keys(), ...is.keys()])].sort();
  return titles.flatMap((object): Difference[] => {
    const [one, other] = [was.get(object), is.get(object)];
    if (one === undefined) return [{ object, path: "", before: undefined, after: "there" }];
    if (other === undefined) return [{ object, path: "", before: "there", after: undefined }];
    const isSecret = one.kind === "Secret";
    return fields(normalised(one), normalised(other), "").map(({ path, from, to }) => ({
      object,
      path,
      before: shown(from, isSecret),
      after: shown(to, isSecret),
    }));
  });
}

/** What the cluster puts into every namespace by itself, sooner or later. */
const ofTheCluster = "ConfigMap kube-root-ca.crt";

function byTitle(objects: readonly ReadObject[]): ReadonlyMap<string, ReadObject> {
  const titled = objects.map((object) => [`${object.kind} ${object.metadata.name}`, object] as const);
  return new Map(titled.filter(([title]) => title !== ofTheCluster));
}

interface Change {
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
}

function fields(from: unknown, to: unknown, path: string): readonly Change[] {
  if (Object.is(from, to)) return [];
  if (!isTree(from) || !isTree(to) || Array.isArray(from) !== Array.isArray(to)) return [{ path, from, to }];
  const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  return keys.flatMap((key) => fields(from[key], to[key], path === "" ? key : `${path}.${key}`));
}

function isTree(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** Longest value that a report repeats. */
const LONGEST = 80;

function shown(value: unknown, isSecret: boolean): string | undefined {
  if (value === undefined) return undefined;
  if (isSecret) return "[secret]";
  const text = JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
