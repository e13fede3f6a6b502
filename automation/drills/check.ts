/** What must be so before a drill begins. */

import { DRILL_LABEL, drillName } from "../../model/drills/restore";
import type { DrillPlan } from "../../model/drills/restore";
import { PlinthError } from "../../model/errors";
import { BACKUP_LOCATION } from "../../model/k8s/backup";
import type { ReadObject } from "../../model/k8s/objects";
import type { Reporter } from "../reporter";
import type { Kubectl } from "./kubectl";
import { statusOf, veleroKinds, veleroNamespace } from "./velero";

/**
 * Refuses where Velero has no place for backups, or the namespace is somebody's, and says what other drills have made:
 * one of them may run now, and what one left that was cut off should not stay unseen.
 *
 * @throws PlinthError drill-refused, before anything is made; what the cluster answers where it cannot be asked.
 */
export async function checkCluster(kubectl: Kubectl, { id }: DrillPlan, reporter: Reporter): Promise<void> {
  const location = await locationOf(kubectl);
  const { phase = "not looked at by Velero yet" } = statusOf(location);
  if (phase !== "Available")
    throw refused(
      location === undefined
        ? `There is no BackupStorageLocation '${BACKUP_LOCATION}' in the namespace ${veleroNamespace}.`
        : `The BackupStorageLocation '${BACKUP_LOCATION}' is ${phase}${whyOf(location)}.`,
      `\`kubectl --namespace ${veleroNamespace} describe ${veleroKinds.location} ${BACKUP_LOCATION}\` says more; docs/kubernetes/backup.md says what it needs.`,
    );
  const name = drillName(id);
  if ((await kubectl.get("namespace", name)) !== undefined)
    throw refused(
      `There is a namespace ${name} already, and a drill touches no namespace that it did not make.`,
      "Run the drill again: it takes another name. A namespace that an older drill left has its label; delete it by hand.",
    );
  const others = [
    ...(await kubectl.labelled(["namespaces"], DRILL_LABEL)),
    ...(await kubectl.labelled([veleroKinds.backup, veleroKinds.restore], DRILL_LABEL, veleroNamespace)),
  ];
  if (others.length > 0)
    reporter.note(
      `There are of other drills: ${others.map(({ kind, metadata }) => `${kind} ${metadata.name}`).join(", ")}. Where none of them runs now, docs/runbooks/restore.md says how to delete what they left.`,
    );
}

/** What Velero says of a place that it cannot use. */
function whyOf(location: ReadObject): string {
  const { message } = (location["status"] ?? {}) as { readonly message?: string };
  return message === undefined || message === "" ? "" : `: ${message.replace(/\.$/, "")}`;
}

async function locationOf(kubectl: Kubectl): Promise<ReadObject | undefined> {
  try {
    return await kubectl.get(veleroKinds.location, BACKUP_LOCATION, veleroNamespace);
  } catch (error) {
    if (!(error instanceof Error) || !/doesn't have a resource type/.test(error.message)) throw error;
    throw refused("The cluster has no Velero.", "Install it: add `backup` to plinth:recipes.");
  }
}

function refused(message: string, fix: string): PlinthError {
  return new PlinthError("drill-refused", message, { fix });
}
