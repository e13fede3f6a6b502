import assert from "node:assert/strict";
import { restoreDrill } from "../../automation/drills/restore";
import type { RestoreDrillOptions, RestoreDrillResult } from "../../automation/drills/restore";
import { silentReporter } from "../../automation/reporter";
import { DRILL_LABEL } from "../../model/drills/restore";
import { isPlinthError } from "../../model/errors";
import { useCluster } from "./control-plane/use-cluster";
import type { KubernetesObject } from "./control-plane/cluster";
import { namespace } from "./objects";
import { location, VeleroStandIn } from "./velero-stand-in";

describe("test/cluster/restore-drill", function () {
  this.timeout(180_000);
  const cluster = useCluster();
  // Its hooks run before those of the suite around it, which stop the cluster.
  describe("with a stand-in for Velero", () => {
    let velero: VeleroStandIn;

    before("start the stand-in", async function () {
      this.timeout(120_000);
      await cluster.addNodes(1);
      velero = new VeleroStandIn(cluster);
      await velero.start();
    });
    beforeEach(() => {
      velero.faults = {};
    });
    after(async () => {
      await velero.stop();
    });

    async function drill(
      options: RestoreDrillOptions = {},
      signal = new AbortController().signal,
      note: (text: string) => void = () => undefined,
    ): Promise<RestoreDrillResult> {
      const access = { kubectl: cluster.kubectlPath, kubeconfig: cluster.kubeconfig };
      const context = { reporter: { ...silentReporter, note }, signal };
      return restoreDrill(access, context, { timeoutSeconds: 60, pollSeconds: 0.2, ...options });
    }

    /** Whatever a drill has made and not taken away. */
    async function leftovers(): Promise<string[]> {
      const all = [
        ...(await cluster.get("namespaces")),
        ...(await cluster.get("backups.velero.io,restores.velero.io,deletebackuprequests.velero.io")),
      ];
      return all
        .filter(({ metadata }) => metadata.labels?.[DRILL_LABEL] !== undefined)
        .map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    }

    /** Objects of one kind change on their way through the backup. */
    const only =
      (kind: string, change: (object: KubernetesObject) => KubernetesObject | undefined) =>
      (object: KubernetesObject): KubernetesObject | undefined =>
        object.kind === kind && object.metadata.name === "known" ? change(object) : object;

    it("passes where every object comes back, and takes away all that it made", async () => {
      const result = await drill();
      assert.deepEqual(result.differences, []);
      assert.deepEqual(result.problems, []);
      assert.equal(result.passed, true);
      assert.deepEqual(result.phases, { backup: "Completed", restore: "Completed" });
      // Five of the drill's own, and the account that every namespace has.
      assert.ok(result.objects >= 6);
      for (const time of Object.values(result.seconds)) assert.ok(time !== null && time >= 0);
      assert.deepEqual(result.left, []);
      assert.deepEqual(await leftovers(), []);
      assert.equal(velero.backups.size, 0);
    });

    it("names an object that is lost", async () => {
      velero.faults = { restored: only("Service", () => undefined) };
      const result = await drill();
      assert.equal(result.passed, false);
      assert.deepEqual(result.differences, [
        { object: "Service known", path: "", before: "there", after: undefined },
      ]);
      assert.deepEqual(await leftovers(), []);
    });

    it("names a field that has changed, and shows nothing of a Secret", async () => {
      velero.faults = {
        restored: (object) =>
          only("Secret", (secret) => ({ ...secret, data: { text: "bG9zdA==" } }))(
            only("ConfigMap", (map) => ({ ...map, data: { text: "lost" } }))(object) ?? object,
          ),
      };
      const result = await drill();
      assert.deepEqual(
        result.differences.map(({ object, path }) => `${object} ${path}`),
        ["ConfigMap known data.text", "Secret known data.text"],
      );
      const [map, secret] = result.differences;
      assert.equal(map?.after, '"lost"');
      assert.deepEqual([secret?.before, secret?.after], ["[secret]", "[secret]"]);
    });

    for (const phase of ["Failed", "PartiallyFailed"])
      it(`deletes nothing after a backup that ends as ${phase}`, async () => {
        velero.faults = { backupPhase: phase };
        const result = await drill();
        assert.equal(result.passed, false);
        assert.deepEqual(result.phases, { backup: phase, restore: null });
        assert.deepEqual(result.problems, [
          `The backup ended as ${phase}: the stand-in was told to end as ${phase}.`,
        ]);
        assert.equal(result.seconds.wipe, null);
        assert.deepEqual(await leftovers(), []);
      });

    it("says what is missing after a restore that went half well", async () => {
      velero.faults = { restorePhase: "PartiallyFailed", restored: only("ConfigMap", () => undefined) };
      const result = await drill();
      assert.equal(result.phases.restore, "PartiallyFailed");
      assert.equal(result.seconds.rto, null);
      assert.equal(result.differences.length, 1);
      assert.equal(result.problems.length, 1);
    });

    it("gives up where Velero does nothing, and says what it could not take away", async function () {
      this.timeout(240_000);
      velero.faults = { silent: true };
      // Velero is back before the cleaning up has lost its patience.
      const result = await drill({ timeoutSeconds: 3 }, undefined, (text) => {
        if (text.startsWith("Cleaning up: ")) velero.faults = {};
      });
      assert.deepEqual(result.problems, [
        "It did not happen within 3 seconds that Velero is done with the backup.",
      ]);
      assert.deepEqual(await leftovers(), []);
    });

    it("asks again where Velero says that it is not done with the backup", async () => {
      velero.faults = { refusals: ["backup is still in progress", "backup is still in progress"] };
      const result = await drill();
      assert.deepEqual([result.passed, result.left], [true, []]);
      assert.deepEqual(await leftovers(), []);
    });

    it("says why Velero does not delete the backup, and to the next drill that it is there", async () => {
      velero.faults = { refusals: ["the bucket cannot be reached"] };
      const { left, namespace: name } = await drill();
      assert.deepEqual(left, [
        `There may still be the backup ${name}, which Velero deletes by itself within two hours, if it can reach the bucket: the bucket cannot be reached`,
      ]);
      const notes: string[] = [];
      await drill({}, undefined, (text) => notes.push(text));
      assert.match(notes[0] ?? "", new RegExp(`^There are of other drills: Backup ${name}\\. `));
      assert.deepEqual(await leftovers(), [`Backup ${name}`, `DeleteBackupRequest ${name}`]);
      await cluster.kubectl([
        "delete",
        "backups.velero.io,deletebackuprequests.velero.io",
        "--all",
        "-nvelero",
      ]);
      velero.backups.delete(name);
    });

    for (const step of ["Backing up.", "Restoring."])
      it(`cleans up where it is interrupted: ${step}`, async () => {
        const controller = new AbortController();
        const interrupted = drill({}, controller.signal, (text) => {
          if (text === step) controller.abort(new Error("Ctrl-C"));
        });
        await assert.rejects(interrupted, (error) => isPlinthError(error) && error.code === "interrupted");
        assert.deepEqual(await leftovers(), []);
        assert.equal(velero.backups.size, 0);
      });

    describe("refuses", () => {
      const refuses = (words: RegExp, options?: RestoreDrillOptions): Promise<void> =>
        assert.rejects(
          drill(options),
          (error) => isPlinthError(error) && error.code === "drill-refused" && words.test(error.message),
        );

      it("a namespace that is there, and leaves it alone", async () => {
        await cluster.apply([namespace("plinth-drill-team")]);
        await refuses(/There is a namespace plinth-drill-team already/, { id: "team" });
        const names = (await cluster.get("namespaces")).map(({ metadata }) => metadata.name);
        assert.ok(names.includes("plinth-drill-team"));
      });

      it("a place for backups that Velero cannot use, and none at all", async () => {
        await cluster.apply([location("Unavailable")]);
        await refuses(/'default' is Unavailable/);
        await cluster.kubectl([
          "delete",
          "backupstoragelocations.velero.io",
          "default",
          "--namespace=velero",
        ]);
        await refuses(/There is no BackupStorageLocation 'default'/);
        await cluster.apply([location("Available")]);
      });
    });

    it("says that a cluster does not answer", async () => {
      const access = { kubectl: cluster.kubectlPath, kubeconfig: "/nowhere/kubeconfig" };
      const context = { reporter: silentReporter, signal: new AbortController().signal };
      await assert.rejects(restoreDrill(access, context), (error) => isPlinthError(error));
    });
  });
});
