import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { ChartStandIn, looseDefinition } from "../chart-stand-in";
import type { Cluster, KubernetesObject } from "../cluster/control-plane/cluster";
import { installPrograms } from "../cluster/control-plane/install";
import { startCluster } from "../cluster/control-plane/start";
import { volumes } from "../cluster/objects";
import { platformObjects, platformSettings } from "../cluster/platform-objects";
import { PulumiProgram, pulumiForTests } from "./pulumi-program";
import { repository } from "./stack";
import type { Finished } from "./stack";

const STACK = "test";

/** Settings with which another object says how many pods serve the model. */
export const SCALED = { autoscaling: { models: { maxReplicas: 4 } } };

/** Kinds that come and go by themselves, and say nothing of what a stack made. */
const passing = /^(?:events|leases|endpointslices)\b/;

/** The program's target `kubernetes`, brought up by the real engine and provider on a real API server. */
export class KubernetesStack {
  private constructor(
    readonly cluster: Cluster,
    readonly charts: ChartStandIn,
    private readonly program: PulumiProgram,
  ) {}

  /** Starts a cluster with nodes and a stand-in for charts, and makes a stack; or says why it cannot be. */
  static async create(): Promise<KubernetesStack | { readonly missing: string }> {
    const found = await pulumiForTests("kubernetes");
    if ("missing" in found) return found;
    const programs = await installPrograms({ write: (line) => console.log(`    ${line}`) });
    if ("missing" in programs) return programs;
    const cluster = await startCluster(programs.found);
    const charts = await ChartStandIn.start(cluster.folder);
    const program = new PulumiProgram(found.path, repository, charts.environment);
    const stack = new KubernetesStack(cluster, charts, program);
    await stack.prepare();
    await stack.succeeds("stack", "init", STACK);
    return stack;
  }

  /** Nodes, volumes, and the kinds whose definitions charts would bring. */
  private async prepare(): Promise<void> {
    const { cluster } = this;
    await cluster.addNodes(6, { labels: { "kubernetes.io/arch": "amd64" } });
    const taints = [{ key: "nvidia.com/gpu", value: "true", effect: "NoSchedule" }];
    const capacity = { "nvidia.com/gpu": "8", cpu: "96", memory: "768Gi" };
    await cluster.addNodes(2, { name: "gpu", taints, capacity, labels: { "kubernetes.io/arch": "amd64" } });
    // Each `up` takes four, and one that had a claim takes no other.
    await cluster.apply([...volumes(100), ...(await definitions(cluster))]);
    await cluster.kubectl(["wait", "--for=condition=Established", "crd", "--all", "--timeout=60s"]);
  }

  /** Writes the stack's settings: every recipe, with changes. */
  configure(changes: object = {}): void {
    const keys = { ...platformSettings(), kubeconfig: this.cluster.kubeconfig, context: "test", ...changes };
    const config = Object.fromEntries(
      Object.entries({ target: "kubernetes", ...keys }).map(([key, value]) => [
        `plinth:${key}`,
        value as unknown,
      ]),
    );
    const path = join(this.program.folder, `Pulumi.${STACK}.yaml`);
    const salt = /^encryptionsalt: .*$/m.exec(readFileSync(path, "utf8"))?.[0] ?? "";
    writeFileSync(path, `${salt}\n${stringify({ config })}`);
  }

  run(...args: readonly string[]): Promise<Finished> {
    return this.program.run(args);
  }

  /** @throws Error with everything that a command printed, where it fails. */
  async succeeds(...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(...args);
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${stdout}\n${stderr}`);
    return stdout;
  }

  /** Number of resources in the stack's state. */
  async resources(): Promise<number> {
    const state = JSON.parse(await this.succeeds("stack", "export")) as {
      deployment: { resources?: readonly { custom: boolean }[] };
    };
    return (state.deployment.resources ?? []).filter(({ custom }) => custom).length;
  }

  /** Every object of the cluster, as `<kind> <namespace>/<name>`, sorted. */
  async inventory(): Promise<string[]> {
    const { cluster } = this;
    const kinds = (await cluster.kubectl(["api-resources", "--verbs=list", "--output=name"]))
      .trim()
      .split("\n");
    const listed = kinds.filter((kind) => !passing.test(kind)).join(",");
    const columns = "K:.kind,S:.metadata.namespace,N:.metadata.name";
    const lines = await cluster.kubectl([
      ...["get", listed, "--all-namespaces", "--no-headers", `--output=custom-columns=${columns}`],
    ]);
    return [
      ...new Set(
        lines
          .trim()
          .split("\n")
          .map((line) => line.replace(/\s+/g, " ")),
      ),
    ].sort();
  }

  async stop(): Promise<void> {
    this.charts.stop();
    this.program.remove();
    await this.cluster.stop();
  }
}

/** Definitions of the kinds that the platform has objects of, and Kubernetes itself does not know. */
async function definitions(cluster: Cluster): Promise<KubernetesObject[]> {
  const core = (await cluster.kubectl(["api-versions"])).trim().split("\n");
  const custom = (await platformObjects(SCALED)).filter(({ apiVersion }) => !core.includes(apiVersion));
  const kinds = new Map(custom.map((object) => [`${object.apiVersion} ${object.kind}`, object]));
  return [...kinds.values()].map(({ apiVersion, kind, metadata }) => {
    const [group = "", version = ""] = apiVersion.split("/");
    const plural = `${kind
      .toLowerCase()
      .replace(/(?<![aeiou])y$/, "ie")
      .replace(/(s|ch|x)$/, "$1e")}s`;
    return looseDefinition({ group, version, kind, plural, namespaced: metadata.namespace !== undefined });
  });
}
