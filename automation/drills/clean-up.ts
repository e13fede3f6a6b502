/** Taking away what a drill made. */

import { setTimeout as sleep } from "node:timers/promises";
import { DRILL_LABEL, drillName } from "../../model/drills/restore";
import type { DrillPlan } from "../../model/drills/restore";
import type { ReadObject } from "../../model/k8s/objects";
import type { Kubectl } from "./kubectl";
import { deletionOf, endPhases, refusalsOf, statusOf, veleroKinds, veleroNamespace } from "./velero";

/** How patiently. */
export interface CleanUpOptions {
  /** Time between two looks. @default 1 */
  readonly pollSeconds?: number;
}

/** How long Velero may take to delete a backup, and the cluster a namespace; what stays longer is named. */
const PATIENCE_SECONDS = 60;

/**
 * Deletes the drill's restore and its namespace, and has Velero delete its backup with its data.
 *
 * @returns What is still there, in sentences. It throws nothing: a drill's own failure must not be hidden.
 */
export async function cleanUp(
  kubectl: Kubectl,
  plan: DrillPlan,
  { pollSeconds = 1 }: CleanUpOptions,
): Promise<readonly string[]> {
  const name = drillName(plan.id);
  // What is still restored would come back behind the deletion of its namespace.
  const steps: readonly (readonly [what: string, remove: () => Promise<boolean>])[] = [
    [`the restore ${name}`, () => removeRestore(kubectl, name, pollSeconds)],
    [`the namespace ${name}`, () => removeNamespace(kubectl, plan, pollSeconds)],
    [
      `the backup ${name}, which Velero deletes by itself within two hours, if it can reach the bucket`,
      () => removeBackup(kubectl, plan, pollSeconds),
    ],
  ];
  const left: string[] = [];
  for (const [what, remove] of steps) {
    try {
      if (!(await remove())) left.push(`There still is ${what}.`);
    } catch (error) {
      left.push(`There may still be ${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return left;
}

async function removeNamespace(kubectl: Kubectl, { id }: DrillPlan, pollSeconds: number): Promise<boolean> {
  const name = drillName(id);
  const found = await kubectl.get("namespace", name);
  if (found?.metadata.uid === undefined || found.metadata.labels?.[DRILL_LABEL] !== id) return true;
  await kubectl.removeNamespace(name, found.metadata.uid);
  return isGone(pollSeconds, () => kubectl.get("namespace", name));
}

async function removeRestore(kubectl: Kubectl, name: string, pollSeconds: number): Promise<boolean> {
  const look = () => kubectl.get(veleroKinds.restore, name, veleroNamespace);
  await hasEnded(pollSeconds, look);
  if ((await look()) === undefined) return true;
  await kubectl.remove(veleroKinds.restore, name, veleroNamespace);
  return isGone(pollSeconds, look);
}

/**
 * Velero deletes the backup when it has deleted what is in the bucket.
 *
 * @throws Error with Velero's words where it will not.
 */
async function removeBackup(kubectl: Kubectl, plan: DrillPlan, pollSeconds: number): Promise<boolean> {
  const name = drillName(plan.id);
  const look = () => kubectl.get(veleroKinds.backup, name, veleroNamespace);
  await hasEnded(pollSeconds, look);
  const backup = await look();
  if (backup === undefined) return true;
  await kubectl.create([deletionOf(plan, backup)]);
  return eventually(pollSeconds, async () => {
    if ((await look()) === undefined) return true;
    const refusals = refusalsOf(await kubectl.get(veleroKinds.deletion, name, veleroNamespace));
    if (refusals.length === 0) return false;
    if (!refusals.every((words) => STILL_AT_WORK.test(words))) throw new Error(refusals.join("; "));
    await kubectl.remove(veleroKinds.deletion, name, veleroNamespace);
    await kubectl.create([deletionOf(plan, backup)]);
    return false;
  });
}

/** Velero writes that a backup has ended some moments before it takes a request to delete it. */
const STILL_AT_WORK = /still in progress/;

/** Waits until Velero is done with it: it goes on with what is deleted meanwhile, and deletes no backup that it makes. */
async function hasEnded(pollSeconds: number, look: () => Promise<ReadObject | undefined>): Promise<boolean> {
  return eventually(pollSeconds, async () => {
    const found = await look();
    return found === undefined || endPhases.some((phase) => phase === statusOf(found).phase);
  });
}

async function isGone(pollSeconds: number, look: () => Promise<unknown>): Promise<boolean> {
  return eventually(pollSeconds, async () => (await look()) === undefined);
}

async function eventually(pollSeconds: number, isSo: () => Promise<boolean>): Promise<boolean> {
  const end = Date.now() + PATIENCE_SECONDS * 1000;
  while (!(await isSo())) {
    if (Date.now() >= end) return false;
    await sleep(pollSeconds * 1000);
  }
  return true;
}
