/** Two rendered folders, compared: the document of `render diff`. */

import { effectNames } from "../../../model/fleet/changes";
import type { ChangeEffect } from "../../../model/fleet/changes";
import type { RenderedFolder } from "../folder";
import type { Lock } from "../lock";
import { cautionsOf, objectsOf } from "../objects-of";
import type { TreeObject } from "../proofs/objects";
import { holdsSecret } from "../proofs/secrets";
import { compareSides, deleteCommand } from "./compare";
import type { Change } from "./compare";
import { leavesOf, pathText } from "./leaves";
import { matchObjects } from "./match";
import { rolloutsOf } from "./rollouts";
import type { Rollouts } from "./rollouts";

/** A folder by its path, and what was read of it. */
export interface NamedFolder {
  readonly dir: string;
  readonly folder: RenderedFolder;
}

/** Which cluster it is. */
export interface ComparedCluster {
  readonly folder: string;
  readonly name: string;
  readonly provider: string;
}

/** One input that differs. */
export interface InputChange {
  readonly path: string;
  readonly old?: unknown;
  readonly new?: unknown;
}

/** What `render diff` answers. */
export interface Comparison {
  readonly old: ComparedCluster;
  readonly new: ComparedCluster;
  /** What to know before one reads on, in sentences. */
  readonly cautions: readonly string[];
  readonly inputs: readonly InputChange[];
  /** The worst effect of all; none where nothing differs. */
  readonly worst?: ChangeEffect;
  /** How many changes have each effect, without those that follow from others. */
  readonly summary: Readonly<Record<ChangeEffect, number>>;
  readonly rollouts: Rollouts;
  /** Worst first. */
  readonly changes: readonly Change[];
  /** Commands that delete the templates that are used no more. */
  readonly leftovers: readonly string[];
}

/** Compares two rendered folders. */
export function comparisonOf(old: NamedFolder, next: NamedFolder): Comparison {
  const [before, after] = [old, next].map(({ dir, folder }) => objectsOf(dir, folder)) as [
    readonly TreeObject[],
    readonly TreeObject[],
  ];
  const changes = [
    ...compareSides({ lock: old.folder.lock, objects: before }, { lock: next.folder.lock, objects: after }),
  ].sort((one, other) => effectNames.indexOf(one.effect) - effectNames.indexOf(other.effect));
  const own = changes.filter(({ follows }) => follows === undefined);
  const summary = Object.fromEntries(
    effectNames.map((effect) => [effect, own.filter((change) => change.effect === effect).length]),
  ) as Comparison["summary"];
  const worst = own[0]?.effect;
  return {
    old: clusterOf(old),
    new: clusterOf(next),
    cautions: [
      ...cautionsOf(old.dir, old.folder),
      ...cautionsOf(next.dir, next.folder),
      ...between(old, next),
      ...(sameCluster(old.folder.lock, next.folder.lock) ? refused(own) : []),
    ],
    inputs: inputChanges(old, next),
    ...(worst !== undefined && { worst }),
    summary,
    rollouts: rolloutsOf(before, after),
    changes,
    leftovers: leftoversOf(old, next, before, after),
  };
}

function clusterOf({ dir, folder: { lock } }: NamedFolder): ComparedCluster {
  return { folder: dir, name: lock.inputs.name, provider: lock.provider };
}

/** What is odd about comparing just these two. */
function between({ folder: { lock: old } }: NamedFolder, { folder: { lock: next } }: NamedFolder): string[] {
  const cautions: string[] = [];
  if (old.inputs.name !== next.inputs.name)
    cautions.push(
      `These are two clusters, ${old.inputs.name} and ${next.inputs.name}: applying the second leaves the first as it is. What follows is what would happen if one became the other.`,
    );
  if (old.provider !== next.provider)
    cautions.push(
      `These are clusters of two providers, ${old.provider} and ${next.provider}: no machine moves from one to the other.`,
    );
  return cautions;
}

/** `kubectl apply` goes on after an object that is refused. */
function refused(changes: readonly Change[]): string[] {
  const objects = changes.flatMap(({ effect, object: { kind, name } }) =>
    effect === "recreate" ? [`${kind} ${name}`] : [],
  );
  if (objects.length === 0) return [];
  return [
    `\`kubectl apply\` would refuse ${[...new Set(objects)].join(", ")} and apply all the rest: apply nothing before that is resolved.`,
  ];
}

function inputChanges({ folder: { lock: old } }: NamedFolder, { folder: { lock: next } }: NamedFolder) {
  return leavesOf({ provider: old.provider, ...old.inputs }, { provider: next.provider, ...next.inputs }).map(
    ({ path, old: before, new: after }): InputChange => {
      const shown = (value: unknown): unknown => (holdsSecret(value, []) ? "(hidden)" : value);
      return {
        path: pathText(path),
        ...(before !== undefined && { old: shown(before) }),
        ...(after !== undefined && { new: shown(after) }),
      };
    },
  );
}

/** Whether the objects of one take the places of the other's. */
function sameCluster(old: Lock, next: Lock): boolean {
  return old.inputs.name === next.inputs.name && old.inputs["namespace"] === next.inputs["namespace"];
}

/** Templates under names that the same cluster uses no more. */
function leftoversOf(
  { folder: { lock: old } }: NamedFolder,
  { folder: { lock: next } }: NamedFolder,
  before: readonly TreeObject[],
  after: readonly TreeObject[],
): readonly string[] {
  if (!sameCluster(old, next)) return [];
  const side = (lock: Lock, objects: readonly TreeObject[]) => ({
    cluster: lock.inputs.name,
    namespace: String(lock.inputs["namespace"]),
    objects,
  });
  const [one, other] = [side(old, before), side(next, after)];
  return matchObjects(one, other).flatMap(({ old: template, new: replacement, machines }) => {
    if (template === undefined || replacement === undefined || machines === undefined) return [];
    const gone = deleteCommand(template, one.cluster);
    return gone === deleteCommand(replacement, one.cluster) ? [] : [`\`${gone}\``];
  });
}
