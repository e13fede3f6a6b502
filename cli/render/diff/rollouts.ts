/** How a rollout of machines goes: how many there are, and how many at a time. */

import type { MachineRole } from "../../../model/fleet/changes";
import { partOf, textOf } from "../proofs/objects";
import type { TreeObject } from "../proofs/objects";

/** One rollout. */
export interface Rollout {
  /** Machines that are replaced. */
  readonly machines: number;
  /** Machines more than wanted, and fewer, while it goes. */
  readonly maxSurge: number | string;
  readonly maxUnavailable: number | string;
  /** The same in words. */
  readonly words: string;
}

/** The rollout of each set of machines, where its object is there. */
export type Rollouts = Readonly<Partial<Record<MachineRole, Rollout>>>;

const places = {
  controlPlane: {
    title: "control plane",
    kind: "TalosControlPlane",
    strategy: ["spec", "rolloutStrategy", "rollingUpdate"],
  },
  workers: {
    title: "workers",
    kind: "MachineDeployment",
    strategy: ["spec", "rollout", "strategy", "rollingUpdate"],
  },
} as const;

/** How machines would roll from one cluster to another; fewer of both numbers are replaced. */
export function rolloutsOf(old: readonly TreeObject[], next: readonly TreeObject[]): Rollouts {
  const found = (Object.keys(places) as MachineRole[]).flatMap((role) => {
    const rollout = rolloutOf(role, old, next);
    return rollout === undefined ? [] : [[role, rollout] as const];
  });
  return Object.fromEntries(found);
}

function rolloutOf(
  role: MachineRole,
  old: readonly TreeObject[],
  next: readonly TreeObject[],
): Rollout | undefined {
  const { kind, strategy } = places[role];
  const [before, after] = [old, next].map(
    (objects) => objects.find(({ value }) => textOf(value, "kind") === kind)?.value,
  );
  if (after === undefined) return undefined;
  const machines = Math.min(replicasOf(before) ?? Number.MAX_SAFE_INTEGER, replicasOf(after) ?? 1);
  const maxSurge = countOf(partOf(after, ...strategy, "maxSurge"), 1);
  const maxUnavailable = countOf(partOf(after, ...strategy, "maxUnavailable"), 0);
  const fewer = maxUnavailable === 0 ? "" : `, ${maxUnavailable} fewer`;
  const which = `${machines} ${machines === 1 ? "machine" : "machines"} of the ${places[role].title}`;
  const words = `${which}, one after another, with ${maxSurge} more${fewer} at a time`;
  return { machines, maxSurge, maxUnavailable, words };
}

function replicasOf(value: unknown): number | undefined {
  const replicas = partOf(value, "spec", "replicas");
  return typeof replicas === "number" ? replicas : undefined;
}

function countOf(value: unknown, standard: number): number | string {
  return typeof value === "number" || typeof value === "string" ? value : standard;
}
