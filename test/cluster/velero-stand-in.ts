/** A stand-in for Velero: it copies the objects of a namespace for a Backup, and makes them anew for a Restore. */

import { setTimeout as sleep } from "node:timers/promises";
import type { Cluster, KubernetesObject } from "./control-plane/cluster";
import { namespace } from "./objects";

/** What goes wrong with it. */
export interface VeleroFaults {
  /** How backups end. @default Completed */
  readonly backupPhase?: string;
  /** How restores end. @default Completed */
  readonly restorePhase?: string;
  /** What becomes of an object on its way; nothing for one that is lost. @default it stays as it is */
  readonly restored?: (object: KubernetesObject) => KubernetesObject | undefined;
  /** Answers to requests to delete a backup, one after the other; it deletes when none is left. @default none */
  readonly refusals?: string[];
  /** Whether it does nothing at all. @default false */
  readonly silent?: boolean;
}

/** Kinds that it copies. */
const copied = "configmaps,secrets,serviceaccounts,services,persistentvolumeclaims,deployments.apps";

const kinds = {
  Backup: "backups",
  Restore: "restores",
  DeleteBackupRequest: "deletebackuprequests",
  BackupStorageLocation: "backupstoragelocations",
} as const;

/** Definitions of Velero's kinds that take any field. */
export const veleroDefinitions: readonly KubernetesObject[] = Object.entries(kinds).map(([kind, plural]) => ({
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: `${plural}.velero.io` },
  spec: {
    group: "velero.io",
    scope: "Namespaced",
    names: { kind, plural, singular: kind.toLowerCase() },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
      },
    ],
  },
}));

/** A place for backups, as Velero has looked at it. */
export function location(phase: string): KubernetesObject {
  return {
    apiVersion: "velero.io/v1",
    kind: "BackupStorageLocation",
    metadata: { name: "default", namespace: "velero" },
    status: { phase },
  };
}

/** A stand-in at work. */
export class VeleroStandIn {
  /** What goes wrong; tests set it. */
  faults: VeleroFaults = {};
  /** What it holds, by the backup's name. */
  readonly backups = new Map<string, readonly KubernetesObject[]>();
  private stopped = false;
  private loop: Promise<void> = Promise.resolve();

  constructor(private readonly cluster: Cluster) {}

  /** Defines its kinds, makes its namespace and its place for backups, and begins. */
  async start(): Promise<void> {
    await this.cluster.apply(veleroDefinitions);
    await this.cluster.kubectl(["wait", "--for=condition=Established", "crd", "--all", "--timeout=60s"]);
    await this.cluster.apply([namespace("velero"), location("Available")]);
    this.loop = this.work();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.loop;
  }

  private async work(): Promise<void> {
    while (!this.stopped) {
      if (this.faults.silent !== true)
        for (const object of await this.cluster.get(Object.values(kinds).slice(0, 3).join(","), "velero"))
          await this.handle(object);
      await sleep(200);
    }
  }

  private async handle(object: KubernetesObject): Promise<void> {
    if (object.kind === "DeleteBackupRequest") return this.forget(object);
    if ((object["status"] as { phase?: string } | undefined)?.phase !== undefined) return undefined;
    const { backupPhase = "Completed", restorePhase = "Completed" } = this.faults;
    const isBackup = object.kind === "Backup";
    if (isBackup) await this.copy(object);
    else await this.bringBack(object);
    const phase = isBackup ? backupPhase : restorePhase;
    const failure =
      phase === "Completed" ? {} : { failureReason: `the stand-in was told to end as ${phase}` };
    const status = { phase, startTimestamp: new Date().toISOString(), ...failure };
    await this.patch(object, { status });
    return undefined;
  }

  private async copy(backup: KubernetesObject): Promise<void> {
    const [name = ""] = (backup["spec"] as { includedNamespaces: string[] }).includedNamespaces;
    const [own] = (await this.cluster.get("namespaces")).filter(({ metadata }) => metadata.name === name);
    const inside = await this.cluster.get(copied, name);
    this.backups.set(backup.metadata.name, own === undefined ? inside : [own, ...inside]);
  }

  private async bringBack(restore: KubernetesObject): Promise<void> {
    const { backupName } = restore["spec"] as { backupName: string };
    const change = this.faults.restored ?? ((object) => object);
    const objects = (this.backups.get(backupName) ?? []).flatMap((object) => change(object) ?? []);
    const labels = { "velero.io/backup-name": backupName, "velero.io/restore-name": restore.metadata.name };
    for (const object of objects) {
      const { name, namespace: place, labels: own, annotations = {} } = object.metadata;
      const metadata = { name, ...(place !== undefined && { namespace: place }), annotations };
      await this.cluster.apply([{ ...object, metadata: { ...metadata, labels: { ...own, ...labels } } }]);
    }
  }

  private async forget(request: KubernetesObject): Promise<void> {
    if ((request["status"] as { phase?: string } | undefined)?.phase !== undefined) return;
    const refusal = this.faults.refusals?.shift();
    if (refusal !== undefined) {
      await this.patch(request, { status: { phase: "Processed", errors: [refusal] } });
      return;
    }
    const { backupName } = request["spec"] as { backupName: string };
    this.backups.delete(backupName);
    for (const [kind, name] of [
      ["backups", backupName],
      ["deletebackuprequests", request.metadata.name],
    ] as const)
      await this.cluster.kubectl([
        "delete",
        kind,
        name,
        "--namespace=velero",
        "--ignore-not-found",
        "--wait=false",
      ]);
  }

  /** The object may be gone by now. */
  private async patch({ kind, metadata }: KubernetesObject, patch: object): Promise<void> {
    const args = ["patch", `${kind}.velero.io`, metadata.name, "--namespace=velero", "--type=merge"];
    await this.cluster.kubectl([...args, "-p", JSON.stringify(patch)]).catch((error: unknown) => {
      if (!/not found/i.test(String(error))) throw error;
    });
  }
}
