import assert from "node:assert/strict";
import { drillName } from "../../../model/drills/restore";
import { interruptGroup } from "../../helpers/child";
import { useCluster } from "../control-plane/use-cluster";
import { platformRegistrations } from "../platform-objects";
import { DrillCommand } from "./command";
import type { OnSaid } from "./command";
import { configMapRefused, servicesLeftOut, whileLost } from "./policies";
import { blocksUnder, follow } from "./runbook";
import { needVelero, useVelero } from "./use-velero";
import { backupSettings, complaintsOf } from "./velero";
import type { VeleroServer } from "./velero";

/** Labels of what a test's drill has made, and kinds that it makes. */
const drillKinds = "backups.velero.io,restores.velero.io";

describe("test/cluster/drill/restore: the command with Velero itself", function () {
  this.timeout("5m");
  const programs = needVelero();
  const cluster = useCluster();

  describe("with a bucket on this machine", () => {
    const { s3, startBucket, startServer, atEnd } = useVelero(programs);
    let velero: VeleroServer;
    let command: DrillCommand;

    before("start Velero", async () => {
      const url = await startBucket();
      await cluster.addNodes(1);
      velero = await startServer(cluster, await platformRegistrations(backupSettings(url)));
      command = new DrillCommand(cluster);
      atEnd(() => command.forget());
    });

    /** Whatever drills have made and not taken away, in the cluster and in the bucket. */
    async function leftovers(): Promise<string[]> {
      const objects = [...(await cluster.get("namespaces")), ...(await cluster.get(drillKinds))];
      const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
      return [...names, ...s3.objects.keys()].filter((name) => name.includes(drillName("")));
    }

    it("passes, and leaves nothing in the cluster or in the bucket", async () => {
      const stored: string[] = [];
      const { code, document, said } = await command.run((line) => {
        if (line === "Restoring.") stored.push(...s3.objects.keys());
      });
      console.log(`    ${JSON.stringify(document.seconds)} s`);
      assert.equal(code, 0, `${said}\n${JSON.stringify(document)}\n${complaintsOf(cluster)}`);
      const { passed, phases, differences, problems, left, namespace = "" } = document;
      assert.deepEqual(
        { passed, phases, differences, problems, left },
        {
          passed: true,
          phases: { backup: "Completed", restore: "Completed" },
          differences: [],
          problems: [],
          left: [],
        },
      );
      assert.ok(
        stored.some((key) => key.includes(`/backups/${namespace}/`)),
        "the backup was in the bucket",
      );
      assert.deepEqual(await leftovers(), []);
    });

    it("names an object that the backup does not have", async () => {
      const { code, document, said } = await whileLost(cluster, servicesLeftOut, () => command.run());
      assert.equal(code, 1, said);
      assert.deepEqual(document.phases, { backup: "Completed", restore: "Completed" });
      assert.deepEqual(document.differences, [{ object: "Service known", path: "", before: "there" }]);
      assert.deepEqual(document.problems, []);
      assert.deepEqual(await leftovers(), []);
    });

    it("names an object that the cluster does not let in again", async () => {
      const { code, document, said } = await whileLost(cluster, configMapRefused, () => command.run());
      assert.equal(code, 1, said);
      assert.deepEqual(document.differences, [{ object: "ConfigMap known", path: "", before: "there" }]);
      assert.deepEqual(document.problems, [
        "The restore ended as PartiallyFailed: 1 error, which `kubectl --namespace velero logs deployment/velero` names.",
      ]);
      assert.deepEqual(await leftovers(), []);
    });

    it("refuses a bucket that is not there, with Velero's words", async () => {
      s3.bucketsGone = true;
      await velero.seesBucket("Unavailable");
      const { code, document } = await command.run();
      assert.equal(code, 2);
      assert.equal(document.error?.code, "drill-refused");
      assert.match(
        document.error.message,
        /^The BackupStorageLocation 'default' is Unavailable: .*NoSuchBucket/,
      );
      s3.bucketsGone = false;
      await velero.seesBucket("Available");
      assert.deepEqual(await leftovers(), []);
    });

    it("deletes nothing where the bucket goes while it backs up, and says what it could not take away", async () => {
      const { code, document, said } = await command.run((line) => {
        if (line === "Backing up.") s3.bucketsGone = true;
      });
      const { problems = [], phases, seconds, left = [], namespace = "" } = document;
      console.log(`    ${[...problems, ...left].join("\n    ")}`);
      assert.equal(code, 1, said);
      assert.match(problems.join("\n"), /^The backup ended as Failed\w*: .*(?:NoSuchBucket|[Uu]navailable)/);
      assert.deepEqual([phases?.restore, seconds?.wipe], [null, null]);
      assert.equal(left.length, 1);
      assert.ok(left[0]?.includes(`the backup ${namespace}`));
      assert.deepEqual(await leftovers(), [`Backup ${namespace}`]);
      s3.bucketsGone = false;
      await velero.seesBucket("Available");
      await cleanUpByHand();
    });

    for (const step of ["Backing up.", "Deleting the namespace", "Restoring."])
      it(`takes away what it has made when it is interrupted: ${step}`, async () => {
        const { code, document, said } = await command.run(interruptedAt(step));
        assert.equal(code, 130, said);
        assert.equal(document.error?.message, "Interrupted: the drill has taken away what it had made.");
        assert.deepEqual(await leftovers(), []);
      });

    it("names what stays when it is cut off, to the next drill too, which leaves that alone", async () => {
      const { code, said } = await command.run(interruptedAt("Deleting the namespace", "Cleaning up"));
      assert.equal(code, 130, said);
      const [, name = ""] =
        /^Cleaning up: the namespace, the backup and the restore (\S+), which/m.exec(said) ?? [];
      assert.ok((await leftovers()).includes(`Backup ${name}`), said);
      const next = await command.run();
      assert.equal(next.code, 0, next.said);
      assert.match(next.said, new RegExp(`^There are of other drills: .*Backup ${name}`, "m"));
      assert.ok((await leftovers()).includes(`Backup ${name}`));
      await cleanUpByHand();
    });

    /** Does what the runbook says, and waits until it is done. */
    async function cleanUpByHand(): Promise<void> {
      const [commands = ""] = blocksUnder("What a drill has left");
      await follow(cluster, commands);
      await cluster.until("nothing of a drill is left", 60, async () => (await leftovers()).length === 0);
    }
  });
});

/** Presses Ctrl-C once at each of these words. */
function interruptedAt(...words: readonly string[]): OnSaid {
  const coming = [...words];
  return (line, child) => {
    if (coming[0] === undefined || !line.startsWith(coming[0])) return;
    coming.shift();
    interruptGroup(child);
  };
}
