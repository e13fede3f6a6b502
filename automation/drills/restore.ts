/** The drill of a restore: back up, wipe, restore, compare. */

import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { differences } from "../../model/drills/compare";
import type { Difference } from "../../model/drills/compare";
import {
  comparedKinds,
  DRILL_DEPLOYMENT,
  DRILL_LABEL,
  drillName,
  drillNamespace,
  drillObjects,
  volumePod,
} from "../../model/drills/restore";
import type { DrillPlan } from "../../model/drills/restore";
import type { ReadObject } from "../../model/k8s/objects";
import { PlinthError } from "../../model/errors";
import type { OperationContext } from "../operation";
import { checkCluster } from "./check";
import { cleanUp } from "./clean-up";
import { Kubectl } from "./kubectl";
import type { ClusterAccess } from "./kubectl";
import { backupOf, endPhases, reasonOf, restoreOf, statusOf, veleroKinds, veleroNamespace } from "./velero";

/** How a drill goes. */
export interface RestoreDrillOptions {
  /** Whether data on a volume is part of it; the cluster's default StorageClass must have snapshots. @default false */
  readonly volumes?: boolean;
  /** How long each step may take. @default 600 */
  readonly timeoutSeconds?: number;
  /** Time between two looks. @default 1 */
  readonly pollSeconds?: number;
  /** What its namespace and its label are made of. @default random */
  readonly id?: string;
}

/** What came of a drill. */
export interface RestoreDrillResult {
  /** True where everything came back as it was. */
  readonly passed: boolean;
  readonly namespace: string;
  /** What Velero says of the backup and the restore; `null` for one that it was not asked for. */
  readonly phases: { readonly backup: string | null; readonly restore: string | null };
  /** Seconds: of the backup, of the deletion, from the order to restore until all ran again, and of work that was lost. */
  readonly seconds: {
    readonly backup: number | null;
    readonly wipe: number | null;
    readonly rto: number | null;
    readonly rpo: number | null;
  };
  /** How many objects were compared. */
  readonly objects: number;
  readonly differences: readonly Difference[];
  /** Why the drill did not come to its end, in sentences. */
  readonly problems: readonly string[];
  /** What the drill could not take away again. */
  readonly left: readonly string[];
}

/** A step that ended the drill: what it says is part of the result. */
class Stopped extends Error {}

const seconds = (from: number, to = Date.now()): number => Math.round((to - from) / 100) / 10;

/** One drill at work. */
class Drill {
  readonly phases: { backup: string | null; restore: string | null } = { backup: null, restore: null };
  readonly times: { backup: number | null; wipe: number | null; rto: number | null; rpo: number | null } = {
    backup: null,
    wipe: null,
    rto: null,
    rpo: null,
  };
  private before: readonly ReadObject[] = [];
  private found: readonly Difference[] = [];
  private backupStart = 0;
  private readonly name: string;
  private readonly limit: number;

  constructor(
    private readonly kubectl: Kubectl,
    private readonly plan: DrillPlan,
    private readonly options: RestoreDrillOptions,
    private readonly context: OperationContext,
  ) {
    this.name = drillName(plan.id);
    this.limit = options.timeoutSeconds ?? 600;
  }

  get differences(): readonly Difference[] {
    return this.found;
  }

  get objects(): number {
    return this.before.length;
  }

  async make(): Promise<void> {
    this.note(`Making known objects in the namespace ${this.name}.`);
    await this.kubectl.create([drillNamespace(this.plan.id)]);
    await this.until("the namespace has its service account", () =>
      this.kubectl.get("serviceaccount", "default", this.name),
    );
    await this.kubectl.create(drillObjects(this.plan));
    await this.running();
    if (this.plan.volumes) await this.volumePod("write");
    this.before = await this.kubectl.list(comparedKinds, this.name);
  }

  async backUp(): Promise<void> {
    this.note("Backing up.");
    const begun = Date.now();
    await this.kubectl.create([backupOf(this.plan)]);
    const { startTimestamp } = await this.ended("backup");
    this.times.backup = seconds(begun);
    this.backupStart = startTimestamp === undefined ? begun : Date.parse(startTimestamp);
  }

  async wipe(): Promise<void> {
    this.note(`Deleting the namespace ${this.name} with all that is in it.`);
    const begun = Date.now();
    const found = await this.kubectl.get("namespace", this.name);
    const uid = found?.metadata.uid;
    if (uid === undefined || found?.metadata.labels?.[DRILL_LABEL] !== this.plan.id)
      throw new Stopped(`The namespace ${this.name} is not the drill's any more, so nothing was deleted.`);
    await this.kubectl.removeNamespace(this.name, uid);
    await this.until("the namespace is gone", async () =>
      (await this.kubectl.get("namespace", this.name)) === undefined ? true : undefined,
    );
    this.times.wipe = seconds(begun);
    this.times.rpo = seconds(this.backupStart, begun);
  }

  async restore(): Promise<void> {
    this.note("Restoring.");
    const begun = Date.now();
    await this.kubectl.create([restoreOf(this.plan)]);
    let failure: Stopped | undefined;
    try {
      await this.ended("restore");
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      failure = error;
    }
    // What is missing after a restore that went half well is what one wants to know.
    if (failure === undefined) {
      await this.running();
      if (this.plan.volumes) await this.volumePod("read");
      this.times.rto = seconds(begun);
    }
    const after = await this.kubectl.list(comparedKinds, this.name);
    this.found = differences(this.before, after);
    if (failure !== undefined) throw failure;
  }

  /** Waits for the end of a backup or a restore. */
  private async ended(what: "backup" | "restore") {
    const status = await this.until(`Velero is done with the ${what}`, async () => {
      const now = statusOf(await this.kubectl.get(veleroKinds[what], this.name, veleroNamespace));
      this.phases[what] = now.phase ?? "New";
      return endPhases.some((phase) => phase === now.phase) ? now : undefined;
    });
    if (status.phase !== "Completed")
      throw new Stopped(`The ${what} ended as ${status.phase ?? ""}: ${reasonOf(status)}.`);
    return status;
  }

  private async running(): Promise<void> {
    await this.until("the Deployment's pod runs", async () => {
      const found = await this.kubectl.get("deployment", DRILL_DEPLOYMENT, this.name);
      // A restore that has lost it says so where objects are compared.
      if (found === undefined && this.before.length > 0) return true;
      const { availableReplicas = 0 } = (found?.["status"] ?? {}) as { availableReplicas?: number };
      return availableReplicas > 0 ? true : undefined;
    });
  }

  private async volumePod(what: "write" | "read"): Promise<void> {
    await this.kubectl.create([volumePod(this.plan, what)]);
    const phase = await this.until(`the pod that is to ${what} the volume has ended`, async () => {
      const { phase: now } = statusOf(await this.kubectl.get("pod", what, this.name));
      return now === "Succeeded" || now === "Failed" ? now : undefined;
    });
    await this.kubectl.remove("pod", what, this.name);
    if (phase === "Failed")
      throw new Stopped(
        what === "read" ? "The volume came back without its data." : "The volume could not be written.",
      );
  }

  /** Looks until there is an answer. @throws Stopped when the time is up; the signal's reason when it is aborted. */
  private async until<Answer>(what: string, look: () => Promise<Answer | undefined>): Promise<Answer> {
    const end = Date.now() + this.limit * 1000;
    for (;;) {
      this.context.signal.throwIfAborted();
      const answer = await look();
      if (answer !== undefined) return answer;
      if (Date.now() >= end)
        throw new Stopped(`It did not happen within ${String(this.limit)} seconds that ${what}.`);
      await sleep((this.options.pollSeconds ?? 1) * 1000, undefined, { signal: this.context.signal }).catch(
        () => undefined,
      );
    }
  }

  private note(text: string): void {
    this.context.signal.throwIfAborted();
    this.context.reporter.note(text);
  }
}

function interrupted(left: readonly string[]): PlinthError {
  const done =
    left.length === 0
      ? "the drill has taken away what it had made"
      : "the drill could not take away all that it had made";
  return new PlinthError("interrupted", `Interrupted: ${done}.`, {
    details: left,
    fix: "Run the same command again: it begins anew.",
  });
}

/**
 * Makes a namespace with known objects, has Velero back it up, deletes it, has Velero restore it, and compares every
 * object. It works in a namespace of its own, told by a label with a random id, and takes away all that it made, also
 * where it fails or is interrupted.
 *
 * @throws PlinthError drill-refused before anything is made; drill-failed, cluster-unreachable, kubectl-missing where
 *   the cluster cannot be asked; interrupted where the signal is aborted, after the cleaning up.
 */
export async function restoreDrill(
  access: ClusterAccess,
  context: OperationContext,
  options: RestoreDrillOptions = {},
): Promise<RestoreDrillResult> {
  const id = options.id ?? randomBytes(4).toString("hex");
  const plan = { id, text: randomBytes(16).toString("hex"), volumes: options.volumes ?? false };
  const kubectl = new Kubectl(access);
  const drill = new Drill(kubectl, plan, options, context);
  await checkCluster(kubectl, plan, context.reporter);
  const problems: string[] = [];
  let left: readonly string[];
  try {
    await drill.make();
    await drill.backUp();
    await drill.wipe();
    await drill.restore();
  } catch (error) {
    if (!(error instanceof Stopped) && !context.signal.aborted) throw error;
    problems.push(error instanceof Error ? error.message : String(error));
  } finally {
    // Whoever leaves at once, by a second Ctrl-C, knows what stays.
    context.reporter.note(
      `Cleaning up: the namespace, the backup and the restore ${drillName(id)}, which stay if this is cut off.`,
    );
    left = await cleanUp(kubectl, plan, options);
    for (const one of left) context.reporter.note(one);
  }
  if (context.signal.aborted) throw interrupted(left);
  const { phases, times, objects, differences: found } = drill;
  const passed = problems.length === 0 && found.length === 0;
  return {
    passed,
    namespace: drillName(id),
    phases,
    seconds: times,
    objects,
    differences: found,
    problems,
    left,
  };
}
