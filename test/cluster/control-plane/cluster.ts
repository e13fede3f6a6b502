/** A started cluster, as tests work with it. */

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Identity } from "./credentials";
import type { RunningPrograms } from "./programs";

/** As much of a Kubernetes object as every kind has. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly [field: string]: unknown;
  };
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what else an object has is its kind's own affair
  readonly [field: string]: any;
}

/** Where a cluster is. */
export interface ClusterPlace {
  /** Temporary folder with its logs, credentials and data. */
  readonly folder: string;
  /** Address of its API server. */
  readonly server: string;
  /** Path of a kubeconfig for each identity. */
  readonly kubeconfigs: Readonly<Record<Identity, string>>;
  /** The kubectl of its version. */
  readonly kubectl: string;
}

/** How a call of kubectl goes. */
export interface KubectlOptions {
  /** Text for its standard input. @default none */
  readonly input?: string;
}

/** How objects are applied. */
export interface ApplyOptions {
  /** Only asks the API server, which decides as it would and keeps nothing. @default false */
  readonly dryRun?: boolean;
  /** User whose rights count, such as `system:serviceaccount:team:runner`. @default the administrator */
  readonly as?: string;
}

/** What nodes are like. */
export interface NodeOptions {
  /** Their names are this with a number behind it, which goes on where nodes were added before. @default "node" */
  readonly name?: string;
  /** @default none */
  readonly labels?: Readonly<Record<string, string>>;
  /** @default none */
  readonly taints?: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  /** What pods can ask for, over the default. @default 16 CPUs, 64 GiB of memory, 110 pods */
  readonly capacity?: Readonly<Record<string, string>>;
}

/** Time between two looks at what is awaited, in milliseconds. */
const lookEveryMs = 100;

/** A started cluster. */
export class Cluster {
  /** How many nodes were added, by the beginning of their names. */
  private readonly added = new Map<string, number>();

  constructor(
    private readonly place: ClusterPlace,
    private readonly programs: RunningPrograms,
  ) {}

  /** Temporary folder with the cluster's logs, credentials and data. */
  get folder(): string {
    return this.place.folder;
  }

  /** Address of the API server. */
  get server(): string {
    return this.place.server;
  }

  /** Path of the administrator's kubeconfig. */
  get kubeconfig(): string {
    return this.place.kubeconfigs.admin;
  }

  /** Path of the kubectl of its version. */
  get kubectlPath(): string {
    return this.place.kubectl;
  }

  /** Process ids of its programs by name, `supervisor` among them. */
  get pids(): ReadonlyMap<string, number> {
    const { pids, supervisorPid } = this.programs;
    return supervisorPid === undefined ? pids : new Map([...pids, ["supervisor", supervisorPid]]);
  }

  /**
   * What kubectl writes on standard output.
   *
   * @throws Error with what it writes on standard error, where it fails.
   */
  kubectl(args: readonly string[], { input }: KubectlOptions = {}): Promise<string> {
    return new Promise((resolve, reject) => {
      // What it remembers of a server goes with the server: another may get the same port.
      const own = [`--kubeconfig=${this.kubeconfig}`, `--cache-dir=${join(this.folder, "kubectl")}`];
      const child = spawn(this.place.kubectl, [...own, ...args]);
      const stdout: Buffer[] = [];
      const stderr: Buffer[] = [];
      child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
      child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
      child.once("error", reject);
      child.once("close", (code) => {
        if (code === 0) resolve(Buffer.concat(stdout).toString());
        else reject(new Error(`kubectl ${args.join(" ")}: ${Buffer.concat(stderr).toString().trim()}`));
      });
      // It may have failed before it read anything.
      child.stdin.on("error", () => undefined);
      child.stdin.end(input ?? "");
    });
  }

  /**
   * Applies objects server-side, in their order.
   *
   * @throws Error with the API server's words on each object that it refuses.
   */
  async apply(
    objects: readonly KubernetesObject[],
    { dryRun = false, as }: ApplyOptions = {},
  ): Promise<void> {
    if (objects.length === 0) return;
    const options = [...(dryRun ? ["--dry-run=server"] : []), ...(as === undefined ? [] : [`--as=${as}`])];
    // Without kubectl's own look at the fields: the API server looks at them too, and it is what is asked.
    const flags = ["--server-side", "--force-conflicts", "--validate=ignore"];
    const args = ["apply", ...flags, ...options, "-f", "-"];
    await this.kubectl(args, { input: listOf(objects) });
  }

  /** Makes namespaces and waits until pods can be made in them, which is when each has a service account. */
  async addNamespaces(...names: readonly string[]): Promise<void> {
    await this.apply(names.map((name) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } })));
    await this.until("the namespaces have service accounts", 30, async () => {
      const accounts = await this.get("serviceaccounts");
      return names.every((name) => accounts.some(({ metadata }) => metadata.namespace === name));
    });
  }

  /** Every object of a kind, in one namespace or in all. */
  async get(kind: string, namespace?: string): Promise<KubernetesObject[]> {
    const place = namespace === undefined ? "--all-namespaces" : `--namespace=${namespace}`;
    const text = await this.kubectl(["get", kind, place, "--output=json"]);
    return (JSON.parse(text) as { items: KubernetesObject[] }).items;
  }

  /** Repeats a look until it finds what it looks for; the last failure is in the error. */
  async until<Value>(
    what: string,
    timeoutSeconds: number,
    look: () => Promise<Value | false | undefined>,
  ): Promise<Value> {
    const end = Date.now() + timeoutSeconds * 1000;
    let last = "";
    do {
      try {
        const value = await look();
        if (value !== undefined && value !== false) return value;
      } catch (error) {
        last = `: ${String(error)}`;
      }
      await sleep(lookEveryMs);
    } while (Date.now() < end);
    throw new Error(`It did not happen within ${timeoutSeconds} s that ${what}${last}`);
  }

  /** Adds nodes and waits until pods can be placed on them; returns their names. */
  async addNodes(count: number, options: NodeOptions = {}): Promise<string[]> {
    const { name = "node" } = options;
    const before = this.added.get(name) ?? 0;
    this.added.set(name, before + count);
    const nodes = Array.from({ length: count }, (_, index) =>
      nodeObject(`${name}-${before + index}`, options),
    );
    await this.kubectl(["create", "-f", "-"], { input: listOf(nodes) });
    const names = nodes.map(({ metadata }) => metadata.name);
    // A new node is tainted until it is ready.
    await this.until("the nodes are ready", 60, async () => {
      const ready = (await this.get("nodes")).filter(({ metadata, spec }) => {
        const { taints = [] } = spec as { taints?: readonly { key: string }[] };
        return names.includes(metadata.name) && !taints.some(({ key }) => key.endsWith("/not-ready"));
      });
      return ready.length === count;
    });
    return names;
  }

  /** Starts one more program beside the cluster's own; it ends with the cluster, and its words are with theirs. */
  start(name: string, file: string, args: readonly string[]): void {
    this.programs.start(name, file, args);
  }

  /** What a program has said so far. */
  logOf(name: string): string {
    return readFileSync(this.programs.logOf(name), "utf8");
  }

  /** The last lines of every program's log. */
  lastWords(): string {
    return this.programs.lastWords();
  }

  /** Ends every program of the cluster and deletes its folder. */
  stop(): Promise<void> {
    return this.programs.stop();
  }
}

function listOf(items: readonly KubernetesObject[]): string {
  return JSON.stringify({ apiVersion: "v1", kind: "List", items });
}

function nodeObject(
  name: string,
  { labels = {}, taints = [], capacity = {} }: NodeOptions,
): KubernetesObject {
  const size = { cpu: "16", memory: "64Gi", pods: "110", ...capacity };
  const usual = {
    "kubernetes.io/hostname": name,
    "kubernetes.io/os": "linux",
    "kubernetes.io/arch": "amd64",
  };
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name, labels: { ...usual, ...labels } },
    spec: { taints },
    status: { capacity: size, allocatable: size },
  };
}
