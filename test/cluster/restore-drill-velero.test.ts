import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { copyFileSync, chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { restoreDrill } from "../../automation/drills/restore";
import { programsNamed } from "../../automation/engine/find-program";
import { run } from "../../automation/process";
import { silentReporter } from "../../automation/reporter";
import { skipBecause } from "../helpers/skip";
import { ended } from "../helpers/child";
import type { KubernetesObject } from "./control-plane/cluster";
import { useCluster } from "./control-plane/use-cluster";
import { deployment, namespace } from "./objects";
import { S3StandIn } from "./s3-stand-in";

const BUCKET = "backups";

describe("test/cluster/restore-drill: Velero itself", function () {
  this.timeout(300_000);
  const [velero] = programsNamed("velero");
  const [plugin] = programsNamed("velero-plugin-for-aws");
  const cluster = useCluster();

  // Its hooks run before those of the suite around it, which stop the cluster.
  describe("with a bucket on this machine", () => {
    const s3 = new S3StandIn();
    let server: ChildProcess | undefined;
    let words = "";

    before("start Velero", async function () {
      if (velero === undefined || plugin === undefined)
        skipBecause(this, "velero and velero-plugin-for-aws are not both on PATH");
      const url = await s3.start();
      await cluster.addNodes(1);
      const { stdout } = await run(velero, ["install", "--crds-only", "--dry-run", "--output=json"]);
      const { items } = JSON.parse(stdout) as { items: KubernetesObject[] };
      await cluster.apply(items);
      await cluster.kubectl(["wait", "--for=condition=Established", "crd", "--all", "--timeout=60s"]);
      // Restores of pods look at Velero's own Deployment; here it stands for the server outside of the cluster.
      const own = deployment({ name: "velero", namespace: "velero" }, 0);
      await cluster.apply([namespace("velero"), own, location(url)]);
      server = serve(velero, plugin);
      server.stderr?.setEncoding("utf8").on("data", (text: string) => (words += text));
      server.stdout?.setEncoding("utf8").on("data", (text: string) => (words += text));
      await cluster.until("Velero can use its bucket", 120, async () => {
        const [found] = await cluster.get("backupstoragelocations.velero.io", "velero");
        return (found?.["status"] as { phase?: string } | undefined)?.phase === "Available";
      });
    });

    after("stop Velero", async () => {
      if (server !== undefined) {
        server.kill("SIGTERM");
        await ended(server);
      }
      await s3.stop();
    });

    /** The server, out of the cluster. It takes every file in the folder for a plugin. */
    function serve(program: string, pluginProgram: string): ChildProcess {
      const folder = join(cluster.folder, "velero-plugins");
      const credentials = join(cluster.folder, "velero-credentials");
      mkdirSync(folder);
      copyFileSync(pluginProgram, join(folder, "velero-plugin-for-aws"));
      chmodSync(join(folder, "velero-plugin-for-aws"), 0o755);
      writeFileSync(credentials, "[default]\naws_access_key_id=nobody\naws_secret_access_key=nothing\n");
      return spawn(
        program,
        [
          "server",
          `--kubeconfig=${cluster.kubeconfig}`,
          `--plugin-dir=${folder}`,
          "--metrics-address=127.0.0.1:0",
          "--profiler-address=127.0.0.1:0",
          "--store-validation-frequency=5s",
        ],
        {
          cwd: cluster.folder,
          env: {
            PATH: process.env["PATH"],
            HOME: cluster.folder,
            VELERO_SCRATCH_DIR: cluster.folder,
            AWS_SHARED_CREDENTIALS_FILE: credentials,
          },
        },
      );
    }

    it("passes, and leaves nothing in the cluster or in the bucket", async () => {
      const access = { kubectl: cluster.kubectlPath, kubeconfig: cluster.kubeconfig };
      const stored: string[] = [];
      const note = (text: string): void => {
        if (text === "Restoring.") stored.push(...s3.objects.keys());
      };
      const context = { reporter: { ...silentReporter, note }, signal: new AbortController().signal };
      const result = await restoreDrill(access, context, { timeoutSeconds: 120 });
      console.log(`    ${JSON.stringify(result.seconds)} s`);
      const errors = words.split("\n").filter((line) => /level=(?:error|fatal)/.test(line));
      assert.deepEqual(result.problems, [], errors.slice(-20).join("\n"));
      assert.deepEqual(result.differences, []);
      assert.equal(result.passed, true);
      assert.ok(
        stored.some((key) => key.startsWith(`${BUCKET}/backups/${result.namespace}/`)),
        "the backup was in the bucket",
      );
      assert.deepEqual(result.left, []);
      assert.deepEqual(
        [...s3.objects.keys()].filter((key) => key.startsWith(`${BUCKET}/backups/`)),
        [],
      );
      const names = (await cluster.get("namespaces")).map(({ metadata }) => metadata.name);
      assert.ok(!names.includes(result.namespace));
    });
  });
});

/** The location, as the recipe `backup` makes it for a server that is not AWS's. */
function location(url: string): KubernetesObject {
  return {
    apiVersion: "velero.io/v1",
    kind: "BackupStorageLocation",
    metadata: { name: "default", namespace: "velero" },
    spec: {
      provider: "aws",
      default: true,
      accessMode: "ReadWrite",
      objectStorage: { bucket: BUCKET },
      config: { region: "us-east-1", s3Url: url, s3ForcePathStyle: "true", checksumAlgorithm: "" },
    },
  };
}
