/** Backups and restores of one namespace, as Velero is asked for them. */

import { DRILL_LABEL, drillName } from "../../model/drills/restore";
import type { DrillPlan } from "../../model/drills/restore";
import type { ReadObject } from "../../model/k8s/objects";
import { BACKUP_LOCATION, BACKUP_NAMESPACE as namespace } from "../../model/k8s/backup";

/** Kinds of Velero's, as kubectl names them. */
export const veleroKinds = {
  location: "backupstoragelocations.velero.io",
  backup: "backups.velero.io",
  restore: "restores.velero.io",
  deletion: "deletebackuprequests.velero.io",
} as const;

/** Where Velero's own objects are. */
export const veleroNamespace = namespace;

/** Phases that nothing comes after: https://velero.io/docs/v1.18/api-types/backup/ */
export const endPhases = ["Completed", "PartiallyFailed", "Failed", "FailedValidation"] as const;

/** A backup of the drill's namespace. Should the drill be cut off, it goes by itself after an hour. */
export function backupOf({ id, volumes }: DrillPlan): ReadObject {
  return {
    apiVersion: "velero.io/v1",
    kind: "Backup",
    metadata: { name: drillName(id), namespace, labels: { [DRILL_LABEL]: id } },
    spec: {
      includedNamespaces: [drillName(id)],
      storageLocation: BACKUP_LOCATION,
      snapshotVolumes: volumes,
      ttl: "1h0m0s",
    },
  };
}

/** The restore of that backup. */
export function restoreOf({ id, volumes }: DrillPlan): ReadObject {
  return {
    apiVersion: "velero.io/v1",
    kind: "Restore",
    metadata: { name: drillName(id), namespace, labels: { [DRILL_LABEL]: id } },
    spec: { backupName: drillName(id), includedNamespaces: [drillName(id)], restorePVs: volumes },
  };
}

/** What has Velero delete a backup with its data. */
export function deletionOf({ id }: DrillPlan, backup: ReadObject): ReadObject {
  const labels = {
    [DRILL_LABEL]: id,
    "velero.io/backup-name": drillName(id),
    "velero.io/backup-uid": backup.metadata.uid ?? "",
  };
  return {
    apiVersion: "velero.io/v1",
    kind: "DeleteBackupRequest",
    metadata: { name: drillName(id), namespace, labels },
    spec: { backupName: drillName(id) },
  };
}

/** What is read of a Backup's or a Restore's status. */
export interface VeleroStatus {
  readonly phase?: string;
  readonly startTimestamp?: string;
  readonly failureReason?: string;
  readonly validationErrors?: readonly string[];
  readonly errors?: number;
  readonly warnings?: number;
}

/** The status of an object, which may have none yet. */
export function statusOf(object: ReadObject | undefined): VeleroStatus {
  return object?.["status"] ?? {};
}

/** Why Velero has not deleted a backup, in its own words; nothing while it has not answered the request. */
export function refusalsOf(request: ReadObject | undefined): readonly string[] {
  const { phase, errors = [] } = (request?.["status"] ?? {}) as {
    readonly phase?: string;
    readonly errors?: readonly string[];
  };
  return phase === "Processed" ? errors : [];
}

/** Why Velero says that something did not go well, in words without a full stop. */
export function reasonOf({ failureReason, validationErrors = [], errors = 0 }: VeleroStatus): string {
  const said = [failureReason, ...validationErrors].filter((text) => text !== undefined && text !== "");
  if (said.length > 0) return said.join("; ").replace(/\.+$/, "");
  const log = "`kubectl --namespace velero logs deployment/velero`";
  if (errors === 0) return `${log} says why`;
  return errors === 1 ? `1 error, which ${log} names` : `${String(errors)} errors, which ${log} names`;
}
