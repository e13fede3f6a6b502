/** Starts a Kubernetes control plane on loopback: real in everything but its nodes and what runs on them. */

import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { get } from "node:https";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Cluster } from "./cluster";
import { makeCredentials, writeKubeconfigs } from "./credentials";
import type { Credentials } from "./credentials";
import { apiServerFlags, controllerFlags, etcdFlags } from "./flags";
import type { Programs } from "./install";
import { RunningPrograms } from "./programs";

/** How long each step of the start may take, in seconds. A machine that does more than this takes 3 for all. */
const deadlineSeconds = 120;
/** How often another port is tried where somebody took the one that was free. */
const portAttempts = 3;
/** Time between two looks at what is awaited, in milliseconds. */
const lookEveryMs = 50;

/** How a cluster is started. */
export interface StartOptions {
  /** Gives the port to try next. @default one that is free */
  readonly nextPort?: () => Promise<number>;
}

/**
 * Starts a cluster with a temporary folder, a port and an identity of its own; any number can stand side by side.
 *
 * @throws Error where it is not ready in time, with the last lines of every program's log; nothing is left then.
 */
export async function startCluster(
  programs: Programs,
  { nextPort = freePort }: StartOptions = {},
): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), "plinth-cluster-"));
  const running = new RunningPrograms(folder);
  try {
    const credentials = makeCredentials(folder);
    running.start("etcd", programs.etcd, etcdFlags);
    const { port, ca } = await startApiServer(programs, running, { folder, credentials, nextPort });
    const server = `https://127.0.0.1:${port}`;
    const kubeconfigs = writeKubeconfigs(folder, credentials, { server, ca });
    const flags = controllerFlags(kubeconfigs, {
      ca,
      serviceAccountKey: credentials.serviceAccountKey,
      stages: join(__dirname, "stages.yaml"),
    });
    for (const name of ["kube-controller-manager", "kube-scheduler", "kwok"] as const)
      running.start(name, programs[name], flags[name]);
    const cluster = new Cluster({ folder, server, kubeconfigs, kubectl: programs.kubectl }, running);
    await awaitReady(cluster, running, { port, ca, token: credentials.tokens.admin });
    return cluster;
  } catch (error) {
    const words = running.lastWords();
    await running.stop();
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${words}`, { cause: error });
  }
}

/** Starts the API server and waits until it is ready; where its port was taken meanwhile, on another. */
async function startApiServer(
  programs: Programs,
  running: RunningPrograms,
  {
    folder,
    credentials,
    nextPort,
  }: { readonly folder: string; readonly credentials: Credentials } & Required<StartOptions>,
): Promise<{ port: number; ca: string }> {
  const name = "kube-apiserver";
  // The certificate that it makes is signed by a CA that it makes too, and the file holds both.
  const ca = join(folder, "pki", "apiserver.crt");
  for (let attempt = 1; ; attempt += 1) {
    const port = await nextPort();
    running.start(name, programs[name], apiServerFlags(folder, credentials, port));
    try {
      await until("the API server is ready", running, async () => {
        return (
          existsSync(ca) && (await answer({ port, ca, token: credentials.tokens.admin }, "/readyz")) === 200
        );
      });
      return { port, ca };
    } catch (error) {
      const taken = /address already in use/.test(readFileSync(running.logOf(name), "utf8"));
      if (!taken || attempt === portAttempts) throw error;
    }
  }
}

/** A cluster takes pods as soon as the first service account is there, which the controller manager makes. */
async function awaitReady({ folder }: Cluster, running: RunningPrograms, access: Access): Promise<void> {
  await until(`the cluster in ${folder} has its first service account`, running, async () => {
    return (await answer(access, "/api/v1/namespaces/default/serviceaccounts/default")) === 200;
  });
}

async function until(what: string, running: RunningPrograms, look: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + deadlineSeconds * 1000;
  while (!(await look())) {
    const end = running.firstEnd();
    if (end !== undefined) throw new Error(`Before ${what}, ${end}.`);
    if (Date.now() > deadline) throw new Error(`It took more than ${deadlineSeconds} s until ${what}.`);
    await sleep(lookEveryMs);
  }
}

interface Access {
  readonly port: number;
  readonly ca: string;
  readonly token: string;
}

/** Status of an answer of the API server; `undefined` where there is none. */
function answer({ port, ca, token }: Access, path: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const options = {
      host: "127.0.0.1",
      port,
      path,
      ca: readFileSync(ca),
      headers: { authorization: `Bearer ${token}` },
      agent: false,
      timeout: 5000,
    };
    const request = get(options, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on("timeout", () => request.destroy());
    request.on("error", () => resolve(undefined));
  });
}

/** A port that nobody listens on, so far. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
