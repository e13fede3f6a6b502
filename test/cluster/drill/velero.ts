/** Velero's server beside a cluster, with the place for backups and the schedules that the platform makes. */

import { chmodSync, copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { programsNamed } from "../../../automation/engine/find-program";
import { run } from "../../../automation/process";
import { BACKUP_LOCATION, BACKUP_NAMESPACE, backupCredentials } from "../../../model/k8s/backup";
import { backupNeeds } from "../../helpers/configs";
import type { Registrations } from "../../helpers/registrations";
import type { Cluster, KubernetesObject } from "../control-plane/cluster";
import { deployment, namespace } from "../objects";
import { objectsOf } from "../platform-objects";

const RELEASE = "kubernetes:helm.sh/v3:Release";
const PLUGIN = "velero-plugin-for-aws";

/** What is needed that the repository cannot build. */
export interface VeleroPrograms {
  readonly velero: string;
  readonly plugin: string;
}

/** The programs, or a sentence on what is missing. */
export function findVelero(): VeleroPrograms | { readonly missing: string } {
  const [velero] = programsNamed("velero");
  const [plugin] = programsNamed(PLUGIN);
  if (velero === undefined || plugin === undefined)
    return { missing: `velero and ${PLUGIN} are not both on PATH` };
  return { velero, plugin };
}

/** Settings by which a stack's backups go to another server. */
export function backupSettings(endpoint: string, keys: object = {}): object {
  return { backup: { ...backupNeeds.backup, endpoint, ...keys } };
}

/** Velero at work. A machine bears one at a time: its manager serves metrics on port 8080, which no flag changes. */
export class VeleroServer {
  private constructor(
    private readonly cluster: Cluster,
    private readonly pid: number,
  ) {}

  /**
   * Defines Velero's kinds, makes what the stack makes for it, starts the server and waits until it can use its bucket.
   *
   * @param registered what a stack with the recipe `backup` registers.
   */
  static async start(
    cluster: Cluster,
    { velero, plugin }: VeleroPrograms,
    registered: Registrations,
  ): Promise<VeleroServer> {
    const { stdout } = await run(velero, ["install", "--crds-only", "--dry-run", "--output=json"]);
    await cluster.apply((JSON.parse(stdout) as { items: KubernetesObject[] }).items);
    await cluster.kubectl(["wait", "--for=condition=Established", "crd", "--all", "--timeout=60s"]);
    // It takes every file in the folder for a plugin.
    const plugins = join(cluster.folder, "velero-plugins");
    mkdirSync(plugins);
    copyFileSync(plugin, join(plugins, PLUGIN));
    chmodSync(join(plugins, PLUGIN), 0o755);
    // Restores of pods look at Velero's own Deployment; here it stands for the server outside of the cluster.
    const own = deployment({ name: "velero", namespace: BACKUP_NAMESPACE }, 0);
    await cluster.apply([namespace(BACKUP_NAMESPACE), own, bucketKeys, ...placeOf(registered)]);
    cluster.start("velero", "env", [
      `HOME=${cluster.folder}`,
      `VELERO_SCRATCH_DIR=${cluster.folder}`,
      velero,
      "server",
      `--kubeconfig=${cluster.kubeconfig}`,
      `--plugin-dir=${plugins}`,
      "--metrics-address=127.0.0.1:0",
      "--profiler-address=127.0.0.1:0",
      "--store-validation-frequency=5s",
      ...featuresOf(registered),
    ]);
    const pid = await cluster.until("Velero is started", 30, () =>
      Promise.resolve(cluster.pids.get("velero")),
    );
    const server = new VeleroServer(cluster, pid);
    await server.seesBucket("Available");
    return server;
  }

  /**
   * Waits until it has found that its bucket is there, or that it is not.
   *
   * @throws Error with its complaints where it has ended.
   */
  async seesBucket(phase: "Available" | "Unavailable"): Promise<void> {
    const seen = await this.cluster.until(`Velero finds its bucket ${phase}`, 120, async () => {
      if (!isRunning(this.pid)) return "nothing any more";
      const [found] = await this.cluster.get("backupstoragelocations.velero.io", BACKUP_NAMESPACE);
      return (found?.["status"] as { phase?: string } | undefined)?.phase === phase && phase;
    });
    if (seen !== phase) throw new Error(`Velero has ended:\n${complaintsOf(this.cluster)}`);
  }

  /** Ends it with the plugins that it has started; the cluster would end it alone. */
  async stop(): Promise<void> {
    if (!isRunning(this.pid)) return;
    process.kill(this.pid, "SIGTERM");
    await this.cluster.until("Velero has ended", 30, () => Promise.resolve(!isRunning(this.pid)));
  }
}

/** The last complaints of the server beside a cluster. */
export function complaintsOf(cluster: Cluster): string {
  const lines = cluster.logOf("velero").split("\n");
  return lines
    .filter((line) => /level=(?:error|fatal)/.test(line))
    .slice(-20)
    .join("\n");
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** What External Secrets makes of the ExternalSecret: keys that nobody looks at. */
const bucketKeys: KubernetesObject = {
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name: backupCredentials.name, namespace: BACKUP_NAMESPACE },
  stringData: {
    [backupCredentials.key]: "[default]\naws_access_key_id = nobody\naws_secret_access_key = nothing\n",
  },
};

/** The place that the stack's backups go to. */
function placeOf(registered: Registrations): KubernetesObject[] {
  return objectsOf(registered).filter(
    ({ kind, metadata }) => kind === "BackupStorageLocation" && metadata.name === BACKUP_LOCATION,
  );
}

interface ChartValues {
  readonly configuration: { readonly features?: string };
  readonly schedules: Readonly<Record<string, { readonly schedule: string; readonly template: object }>>;
}

function valuesOf(registered: Registrations): ChartValues {
  return registered.get(RELEASE, "platform-velero").inputs["values"] as ChartValues;
}

function featuresOf(registered: Registrations): string[] {
  const { features } = valuesOf(registered).configuration;
  return features === undefined ? [] : [`--features=${features}`];
}

/**
 * The stack's schedules, as the chart makes them of its values.
 *
 * @see https://github.com/vmware-tanzu/helm-charts/blob/velero-12.1.0/charts/velero/templates/schedule.yaml
 */
export function schedulesOf(registered: Registrations): KubernetesObject[] {
  return Object.entries(valuesOf(registered).schedules).map(([name, { schedule, template }]) => ({
    apiVersion: "velero.io/v1",
    kind: "Schedule",
    metadata: { name: `velero-${name}`, namespace: BACKUP_NAMESPACE },
    spec: { schedule, template },
  }));
}
