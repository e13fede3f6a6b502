import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { once } from "node:events";
import { repositoryRoot } from "../../automation/paths";
import { controlPlaneVersions } from "../../model/versions";
import { skipBecause } from "../helpers/skip";
import type { KubernetesObject } from "./control-plane/cluster";
import { installPrograms } from "./control-plane/install";
import type { Programs } from "./control-plane/install";
import { freePort, startCluster } from "./control-plane/start";
import { useCluster } from "./control-plane/use-cluster";
import { deployment, namespace, pod, podSpec } from "./objects";

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function allGone(pids: Iterable<number>, folder: string): Promise<boolean> {
  const end = Date.now() + 20_000;
  while (Date.now() < end) {
    if (![...pids].some(isAlive) && !existsSync(folder)) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

describe("test/cluster/control-plane", () => {
  const cluster = useCluster();

  before(async () => {
    assert.deepEqual(await cluster.addNodes(1), ["node-0"]);
    assert.deepEqual(await cluster.addNodes(1), ["node-1"]);
    await cluster.addNodes(1, {
      name: "gpu",
      labels: { pool: "gpu" },
      taints: [{ key: "nvidia.com/gpu", value: "true", effect: "NoSchedule" }],
      capacity: { "nvidia.com/gpu": "8" },
    });
    await cluster.addNamespaces("work", "small");
  });

  async function podsOf(app: string, place = "work"): Promise<KubernetesObject[]> {
    return (await cluster.get("pods", place)).filter(({ metadata }) => metadata.labels?.["app"] === app);
  }

  async function ready(name: string, place = "work"): Promise<void> {
    await cluster.kubectl([
      "rollout",
      "status",
      `deployment/${name}`,
      `--namespace=${place}`,
      "--timeout=60s",
    ]);
  }

  it("is the Kubernetes that is pinned, and says so", async () => {
    const { serverVersion, clientVersion } = JSON.parse(
      await cluster.kubectl(["version", "--output=json"]),
    ) as {
      serverVersion: { gitVersion: string };
      clientVersion: { gitVersion: string };
    };
    assert.equal(serverVersion.gitVersion, `v${controlPlaneVersions.kubernetes}`);
    assert.equal(clientVersion.gitVersion, `v${controlPlaneVersions.kubernetes}`);
  });

  it("makes deployments ready, on nodes that they tolerate", async () => {
    await cluster.apply([deployment({ name: "web", namespace: "work" }, 5)]);
    await ready("web");
    const pods = await podsOf("web");
    assert.equal(pods.length, 5);
    for (const { spec, status } of pods) {
      assert.match((spec as { nodeName: string }).nodeName, /^node-[01]$/);
      assert.equal((status as { phase: string }).phase, "Running");
    }
  });

  it("places pods that ask for a GPU on nodes that have one", async () => {
    const spec = podSpec({
      requests: { "nvidia.com/gpu": "4" },
      tolerations: [{ key: "nvidia.com/gpu", operator: "Exists" }],
    });
    await cluster.apply([deployment({ name: "train", namespace: "work" }, 3, spec)]);
    const placed = (pods: readonly KubernetesObject[]): unknown[] =>
      pods.map(({ spec: { nodeName } = {} }) => nodeName as unknown).filter((name) => name !== undefined);
    await cluster.until("two of three pods are placed", 30, async () => {
      return placed(await podsOf("train")).length === 2;
    });
    const third = await cluster.until("the third is told why it is not", 30, async () => {
      const events = await cluster.get("events", "work");
      return events.find(({ reason, involvedObject: { name } }) => {
        return reason === "FailedScheduling" && String(name).startsWith("train-");
      });
    });
    assert.match(String(third["message"]), /Insufficient nvidia\.com\/gpu/);
    assert.deepEqual(placed(await podsOf("train")), ["gpu-0", "gpu-0"]);
  });

  it("lets the pods of a Job succeed", async () => {
    const job: KubernetesObject = {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name: "once", namespace: "work" },
      spec: { completions: 2, template: { spec: podSpec({ restartPolicy: "Never" }) } },
    };
    await cluster.apply([job]);
    await cluster.kubectl(["wait", "--for=condition=Complete", "job/once", "-n", "work", "--timeout=60s"]);
  });

  it("refuses a pod beyond a quota", async () => {
    const quota: KubernetesObject = {
      apiVersion: "v1",
      kind: "ResourceQuota",
      metadata: { name: "few", namespace: "small" },
      spec: { hard: { pods: "1" } },
    };
    await cluster.apply([quota]);
    await cluster.until("the quota counts", 20, async () => {
      const [found] = await cluster.get("resourcequotas", "small");
      return (found?.["status"] as { used?: { pods?: string } } | undefined)?.used?.pods === "0";
    });
    await cluster.apply([pod({ name: "first", namespace: "small" })]);
    await assert.rejects(
      cluster.apply([pod({ name: "second", namespace: "small" })]),
      /forbidden: exceeded quota: few, requested: pods=1, used: pods=1, limited: pods=1/,
    );
  });

  it("refuses an eviction that a disruption budget forbids", async () => {
    const budget: KubernetesObject = {
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata: { name: "kept", namespace: "work" },
      spec: { minAvailable: 2, selector: { matchLabels: { app: "kept" } } },
    };
    const evict = async (): Promise<string> => {
      const [first] = await podsOf("kept");
      const metadata = { name: first?.metadata.name ?? "", namespace: "work" };
      const path = `/api/v1/namespaces/work/pods/${metadata.name}/eviction`;
      const input = JSON.stringify({ apiVersion: "policy/v1", kind: "Eviction", metadata });
      return cluster.kubectl(["create", "--raw", path, "-f", "-"], { input });
    };
    const allowed = (disruptions: number): Promise<unknown> =>
      cluster.until(`${disruptions} disruptions are allowed`, 30, async () => {
        const [found] = await cluster.get("poddisruptionbudgets", "work");
        const { disruptionsAllowed, expectedPods } = (found?.["status"] ?? {}) as Record<string, number>;
        return disruptionsAllowed === disruptions && expectedPods === disruptions + 2;
      });
    await cluster.apply([deployment({ name: "kept", namespace: "work" }, 2), budget]);
    await ready("kept");
    await allowed(0);
    await assert.rejects(evict(), /Cannot evict pod as it would violate the pod's disruption budget/);
    // One pod more, and the same eviction is let through.
    await cluster.kubectl(["scale", "deployment/kept", "--replicas=3", "--namespace=work"]);
    await ready("kept");
    await allowed(1);
    assert.match(await evict(), /"status":"Success"/);
  });

  it("asks RBAC what somebody may do", async () => {
    const as = "system:serviceaccount:work:default";
    await assert.rejects(
      cluster.apply([pod({ name: "mine", namespace: "work" })], { as }),
      /User "system:serviceaccount:work:default" cannot patch resource "pods"/,
    );
  });

  it("refuses what it does not know, and keeps nothing of a dry run", async () => {
    const wrong = deployment({ name: "wrong", namespace: "work" }, 1, podSpec({ retsartPolicy: "Always" }));
    await assert.rejects(
      cluster.apply([wrong], { dryRun: true }),
      /retsartPolicy: field not declared in schema/,
    );
    await cluster.apply([deployment({ name: "asked", namespace: "work" }, 1)], { dryRun: true });
    const names = (await cluster.get("deployments", "work")).map(({ metadata }) => metadata.name);
    assert.ok(!names.includes("asked") && !names.includes("wrong"), names.join());
  });

  it("keeps its credentials to itself, and what kubectl remembers of it", () => {
    assert.ok(existsSync(join(cluster.folder, "kubectl", "discovery")));
    assert.equal(statSync(cluster.folder).mode & 0o777, 0o700);
    const secrets = readdirSync(cluster.folder).filter((name) => /\.(?:kubeconfig|csv|key|log)$/.test(name));
    assert.equal(secrets.length, 3 + 1 + 1 + 5, secrets.join());
    for (const name of [...secrets, join("pki", "apiserver.key")])
      assert.equal(statSync(join(cluster.folder, name)).mode & 0o777, 0o600, name);
  });
});

describe("test/cluster/control-plane/start", () => {
  let programs: Programs;

  before(async function () {
    this.timeout(0);
    const installed = await installPrograms({ write: (line) => console.log(`    ${line}`) });
    if ("missing" in installed) skipBecause(this, installed.missing);
    programs = installed.found;
  });

  it("starts clusters side by side that know nothing of each other, and leaves nothing of one", async () => {
    const clusters = await Promise.all([startCluster(programs), startCluster(programs)]);
    try {
      const [one, other] = clusters;
      assert.notEqual(one.server, other.server);
      await one.apply([namespace("only-here")]);
      const names = (await other.get("namespaces")).map(({ metadata }) => metadata.name);
      assert.ok(names.includes("default") && !names.includes("only-here"), names.join());
      await assert.rejects(one.kubectl([`--server=${other.server}`, "get", "pods"]), /certificate|x509/);
      const { folder, pids } = one;
      assert.deepEqual([...pids.keys()].sort(), [
        "etcd",
        "kube-apiserver",
        "kube-controller-manager",
        "kube-scheduler",
        "kwok",
        "supervisor",
      ]);
      assert.ok([...pids.values()].every(isAlive));
      await one.stop();
      assert.ok(![...pids.values()].some(isAlive) && !existsSync(folder));
      await other.apply([namespace("still-there")]);
    } finally {
      await Promise.all(clusters.map((each) => each.stop()));
    }
  });

  it("tries another port where one was taken meanwhile, and may be stopped twice", async () => {
    const squatter = createServer().listen(0, "127.0.0.1");
    await once(squatter, "listening");
    const { port: taken } = squatter.address() as AddressInfo;
    const ports = [taken, await freePort()];
    const cluster = await startCluster(programs, { nextPort: () => Promise.resolve(ports.shift() ?? 0) });
    squatter.close();
    assert.deepEqual(ports, []);
    assert.notEqual(cluster.server, `https://127.0.0.1:${taken}`);
    await cluster.stop();
    await cluster.stop();
  });

  it("shows the logs of a start that fails, and leaves nothing of it", async () => {
    const failing = startCluster({ ...programs, "kube-scheduler": programs.kubectl });
    const error = await failing.then(
      async (cluster) => {
        await cluster.stop();
        return undefined;
      },
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof Error);
    const [first = "", ...rest] = error.message.split("\n");
    const folder = /^Before the cluster in (\S+) has .*, kube-scheduler ended: exit code 1\.$/.exec(
      first,
    )?.[1];
    assert.ok(folder !== undefined && !existsSync(folder), first);
    assert.match(rest.join("\n"), /── kube-scheduler\n[^]*unknown flag: --/);
  });

  for (const [what, end] of [
    ["tests that are ended by force", (child: ChildProcess) => child.kill("SIGKILL")],
    ["Ctrl-C", (child: ChildProcess) => child.kill("SIGINT")],
    [
      "an end of the supervisor by force",
      (_: ChildProcess, pids: number[]) => process.kill(pids.at(-1) ?? 0, 9),
    ],
  ] as const)
    it(`leaves nothing after ${what}`, async () => {
      const script = join(__dirname, "control-plane", "hold.ts");
      const child = spawn(process.execPath, ["--require", "tsx/cjs", script], {
        cwd: repositoryRoot,
        stdio: ["ignore", "pipe", "inherit"],
      });
      try {
        const [line] = (await once(child.stdout, "data")) as [Buffer];
        const { folder, pids } = JSON.parse(line.toString()) as { folder: string; pids: number[] };
        assert.equal(pids.length, 6);
        assert.ok(pids.every(isAlive) && existsSync(folder));
        end(child, pids);
        assert.ok(await allGone(pids, folder), `${pids.filter(isAlive).join()} of ${folder} are left`);
      } finally {
        child.kill("SIGKILL");
      }
    });
});
