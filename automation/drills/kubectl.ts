/** What a drill asks of a cluster, by kubectl. */

import { spawn } from "node:child_process";
import type { ReadObject } from "../../model/k8s/objects";
import { PlinthError } from "../../model/errors";
import { lastLines } from "../process";

/** Which cluster, and the kubectl that speaks to it. */
export interface ClusterAccess {
  /** Path of kubectl. */
  readonly kubectl: string;
  /** Path of a kubeconfig. */
  readonly kubeconfig: string;
  /** One of its contexts. @default its current one */
  readonly context?: string | undefined;
}

/** What kubectl says where nobody answers. */
const UNREACHABLE =
  /Unable to connect to the server|[Tt]he connection to the server|connection refused|no such host|i\/o timeout|TLS handshake timeout|must be logged in|Unauthorized/;

/** Lines of kubectl's own log, which says in its way what its last words say again. */
const LOGGED = /^[EIW]\d{4} .*\n/gm;

/** How long one call may take, as kubectl takes it. */
const REQUEST_TIMEOUT = "30s";

/** One cluster. Every call ends by itself, so none is cut off by Ctrl-C in the middle. */
export class Kubectl {
  constructor(private readonly access: ClusterAccess) {}

  /** One object, or nothing where it is not there. */
  async get(kind: string, name: string, namespace?: string): Promise<ReadObject | undefined> {
    const text = await this.call(["get", kind, name, ...place(namespace), "--ignore-not-found", "-o=json"]);
    return text.trim() === "" ? undefined : (JSON.parse(text) as ReadObject);
  }

  /** Every object of some kinds in a namespace. */
  async list(kinds: readonly string[], namespace: string): Promise<readonly ReadObject[]> {
    return this.items([kinds.join(","), ...place(namespace)]);
  }

  /** Every object of some kinds that has a label, whatever its value; in a namespace, where one is given. */
  async labelled(
    kinds: readonly string[],
    label: string,
    namespace?: string,
  ): Promise<readonly ReadObject[]> {
    return this.items([kinds.join(","), `--selector=${label}`, ...place(namespace)]);
  }

  /** Makes objects; one that is there already is an error. */
  async create(objects: readonly ReadObject[]): Promise<void> {
    await this.call(["create", "-f", "-"], { apiVersion: "v1", kind: "List", items: objects });
  }

  /** Asks for the deletion of an object, if it is there. */
  async remove(kind: string, name: string, namespace: string): Promise<void> {
    await this.call(["delete", kind, name, ...place(namespace), "--ignore-not-found", "--wait=false"]);
  }

  /** Asks for the deletion of a namespace, if it still is the one with this uid: the server compares. */
  async removeNamespace(name: string, uid: string): Promise<void> {
    const options = { apiVersion: "v1", kind: "DeleteOptions", preconditions: { uid } };
    await this.call(["delete", "--raw", `/api/v1/namespaces/${name}`, "-f", "-"], options);
  }

  private async items(which: readonly string[]): Promise<readonly ReadObject[]> {
    const text = await this.call(["get", ...which, "-o=json"]);
    return (JSON.parse(text) as { readonly items: readonly ReadObject[] }).items;
  }

  private async call(args: readonly string[], input?: object): Promise<string> {
    const { kubectl, kubeconfig, context } = this.access;
    const own = [
      `--kubeconfig=${kubeconfig}`,
      ...(context === undefined ? [] : [`--context=${context}`]),
      `--request-timeout=${REQUEST_TIMEOUT}`,
    ];
    const { code, stdout, stderr } = await speak(kubectl, [...args, ...own], input);
    if (code === 0) return stdout;
    const words = lastLines(stderr.replaceAll(LOGGED, ""), 5).join("\n");
    if (UNREACHABLE.test(words))
      throw new PlinthError("cluster-unreachable", `The cluster does not answer: ${words}`);
    throw new PlinthError("drill-failed", `kubectl ${args.slice(0, 2).join(" ")} failed: ${words}`);
  }
}

function place(namespace: string | undefined): readonly string[] {
  return namespace === undefined ? [] : [`--namespace=${namespace}`];
}

interface Spoken {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs kubectl in a process group of its own: Ctrl-C in a terminal is for the drill alone, which cleans up by kubectl. */
function speak(kubectl: string, args: readonly string[], input?: object): Promise<Spoken> {
  return new Promise((resolve, reject) => {
    const child = spawn(kubectl, args, { detached: true });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (stdout += chunk));
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
    child.once("error", (error) =>
      reject(
        new PlinthError("kubectl-missing", `${kubectl} cannot be run: ${error.message}.`, { cause: error }),
      ),
    );
    child.once("close", (code) => resolve({ code, stdout, stderr }));
    // It may have failed before it read anything.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input === undefined ? "" : JSON.stringify(input));
  });
}
