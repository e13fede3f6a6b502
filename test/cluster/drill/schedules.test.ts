import assert from "node:assert/strict";
import { endPhases, statusOf } from "../../../automation/drills/velero";
import type { Registrations } from "../../helpers/registrations";
import type { Cluster, KubernetesObject } from "../control-plane/cluster";
import { defineKinds } from "../control-plane/define-kinds";
import { useCluster } from "../control-plane/use-cluster";
import { deployment, volumes } from "../objects";
import { objectsOf, platformRegistrations } from "../platform-objects";
import { changes, everythingIn } from "./everything";
import type { Everything } from "./everything";
import { blocksUnder, follow } from "./runbook";
import { needVelero, useVelero } from "./use-velero";
import { backupSettings, complaintsOf, schedulesOf } from "./velero";
import type { VeleroServer } from "./velero";

/** The namespace of a team that works on the platform. */
const TEAM = "team";

/** A kind that the platform does not know, as any operator may bring one. */
const definition: KubernetesObject = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "experiments.example.test" },
  spec: {
    group: "example.test",
    scope: "Namespaced",
    names: { kind: "Experiment", plural: "experiments", singular: "experiment", listKind: "ExperimentList" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: { spec: { type: "object", properties: { rate: { type: "number" } } } },
          },
        },
      },
    ],
  },
};

/** What the team has made. */
const work: readonly KubernetesObject[] = [
  { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings", namespace: TEAM }, data: { a: "1" } },
  {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "token", namespace: TEAM },
    stringData: { token: "nobody's" },
  },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web", namespace: TEAM },
    spec: { selector: { app: "web" }, ports: [{ port: 80 }] },
  },
  deployment({ name: "web", namespace: TEAM }, 2),
  {
    apiVersion: "example.test/v1",
    kind: "Experiment",
    metadata: { name: "first", namespace: TEAM },
    spec: { rate: 0.5 },
  },
];

/** Whether an autoscaler has set its workload to as many pods as it may have at least. */
function isServed({ spec, status }: KubernetesObject): boolean {
  const { minReplicas = 1 } = spec as { readonly minReplicas?: number };
  const { desiredReplicas = 0 } = (status ?? {}) as { readonly desiredReplicas?: number };
  return desiredReplicas >= minReplicas;
}

describe("test/cluster/drill/schedules: what Velero keeps by the platform's schedules", function () {
  this.timeout("5m");
  const programs = needVelero();
  const cluster = useCluster();
  const other = useCluster();

  describe("with a bucket on this machine", () => {
    const { startBucket, startServer } = useVelero(programs);
    let registered: Registrations;
    let velero: VeleroServer;
    let kept: Everything;
    let backup = "";

    before("apply the platform and a team's work, and start Velero", async () => {
      const objects = { cron: "* * * * *", keepHours: 1 };
      const url = await startBucket();
      registered = await platformRegistrations(backupSettings(url, { objects }));
      const platform = objectsOf(registered);
      const kinds = await defineKinds(cluster, platform);
      await cluster.addNodes(4);
      // Velero looks for kinds when it starts, and then every five minutes.
      await cluster.apply([definition]);
      velero = await startServer(cluster, registered);
      await cluster.apply([...volumes(20), ...platform.filter(kinds.knows)]);
      await cluster.addNamespaces(TEAM);
      await cluster.until("the team's kind is known", 60, () => cluster.apply(work).then(() => true));
      await cluster.until("the autoscalers have asked for what they must", 120, async () =>
        (await cluster.get("horizontalpodautoscalers.autoscaling")).every(isServed),
      );
    });

    /** The backups that a cluster knows, oldest first. */
    async function backups(on: Cluster): Promise<KubernetesObject[]> {
      const [lists = ""] = blocksUnder("Restore a namespace");
      assert.match(lists, /get backups\.velero\.io/);
      await follow(on, lists);
      return on.get("backups.velero.io", "velero");
    }

    /** Follows the runbook's last commands under a heading, and waits until Velero is done. */
    async function restore(on: Cluster, heading: string, names: readonly (readonly [string, string])[]) {
      const told = blocksUnder(heading).find((block) => block.includes("kind: Restore")) ?? "";
      const commands = names.reduce((text, [from, to]) => {
        assert.ok(text.includes(from), `${heading}: ${from}`);
        return text.replaceAll(from, to);
      }, told);
      await follow(on, commands);
      const ended = await on.until("the restore has ended", 240, async () => {
        const [found] = await on.get("restores.velero.io", "velero");
        const { phase } = statusOf(found);
        return endPhases.some((one) => one === phase) && found;
      });
      assert.deepEqual(
        [statusOf(ended).phase, statusOf(ended).errors ?? 0],
        ["Completed", 0],
        complaintsOf(on),
      );
      const { startTimestamp, completionTimestamp } = ended["status"] as Readonly<Record<string, string>>;
      console.log(`    ${heading}: ${startTimestamp ?? ""} to ${completionTimestamp ?? ""}`);
      await on.kubectl(["delete", "restores.velero.io", "--all", "--namespace=velero"]);
    }

    it("takes both schedules, and makes a backup by the one that is due", async () => {
      kept = await everythingIn(cluster);
      const count = [...kept.values()].flat().length;
      console.log(`    ${String(count)} objects`);
      assert.ok(count > 100);
      await cluster.apply(schedulesOf(registered));
      const made = await cluster.until("a backup is made", 180, async () => {
        const [first] = await backups(cluster);
        return first !== undefined && statusOf(first).phase === "Completed" && first;
      });
      backup = made.metadata.name;
      assert.match(backup, /^velero-objects-\d{14}$/);
      assert.equal((made["spec"] as { ttl: string }).ttl, "1h0m0s");
      const schedules = await cluster.get("schedules.velero.io", "velero");
      assert.deepEqual(
        schedules.map((schedule) => [schedule.metadata.name, statusOf(schedule).phase]),
        [
          ["velero-full", "Enabled"],
          ["velero-objects", "Enabled"],
        ],
      );
      assert.deepEqual(changes(kept, await everythingIn(cluster)), []);
    });

    it("brings back a namespace, as the runbook says", async () => {
      await cluster.kubectl(["delete", "namespace", TEAM, "--timeout=120s"]);
      assert.ok(changes(kept, await everythingIn(cluster)).length > 0);
      await restore(cluster, "Restore a namespace", [
        ["velero-full-20260101023000", backup],
        ["[team]", `[${TEAM}]`],
      ]);
      assert.deepEqual(changes(kept, await everythingIn(cluster)), []);
    });

    it("brings back a whole cluster on another one, as the runbook says", async () => {
      // The first cluster is lost, and its server with it.
      await velero.stop();
      await other.addNodes(4);
      await startServer(other, registered);
      await other.until("the other cluster lists the backup", 120, async () =>
        (await backups(other)).some(({ metadata }) => metadata.name === backup),
      );
      await restore(other, "Restore a cluster", [["velero-full-20260101023000", backup]]);
      assert.deepEqual(changes(kept, await everythingIn(other)), []);
    });
  });
});
