/** Whether the ports that the stack publishes are free, and who holds those that are not. */

import { createServer } from "node:net";
import { PlinthError } from "../../model/errors";
import { run } from "../process";

/** A port that the stack wants. */
export interface WantedPort {
  readonly host: string;
  readonly port: number;
  /** What the user changes to choose another: `plinth:ports.web`, or a variable that overrides it. */
  readonly key: string;
}

/** What is known of the machine when ports are judged. */
export interface PortSituation {
  readonly stack: string;
  /** Names of the stack's own containers: what they hold is theirs. */
  readonly ownContainers: ReadonlySet<string>;
  /** Ports of all running containers, as `docker ps` prints them. */
  readonly running: ReadonlyMap<string, string>;
  /** False where the engine runs elsewhere: its ports cannot be tried from here. */
  readonly engineIsLocal: boolean;
}

/** The ports that cannot be had, each as an error. */
export async function portProblems(
  wanted: readonly WantedPort[],
  situation: PortSituation,
): Promise<PlinthError[]> {
  const problems = await Promise.all(wanted.map((port) => portProblem(port, situation)));
  return problems.filter((problem) => problem !== undefined);
}

async function portProblem(wanted: WantedPort, situation: PortSituation): Promise<PlinthError | undefined> {
  const container = [...situation.running].find(([, ports]) => publishes(ports, wanted))?.[0];
  if (container !== undefined && situation.ownContainers.has(container)) return undefined;
  if (container !== undefined) return taken(wanted, situation.stack, `the container ${container}`);
  if (!situation.engineIsLocal || (await isFree(wanted))) return undefined;
  return taken(wanted, situation.stack, await holderOf(wanted.port));
}

function taken(wanted: WantedPort, stack: string, holder: string | undefined): PlinthError {
  const { host, port, key } = wanted;
  const by = holder === undefined ? "another program" : holder;
  const change = key.startsWith("plinth:")
    ? `\`pulumi config set --stack ${stack} --path ${key} <port>\`, or the line in Pulumi.${stack}.yaml`
    : key;
  return new PlinthError("port-taken", `The port ${port} on ${host} (${key}) is held by ${by}.`, {
    fix: `Stop it, or choose another port: ${change}.`,
  });
}

/** True where a container's ports, as `docker ps` prints them, hold the wanted one. */
export function publishes(ports: string, { host, port }: WantedPort): boolean {
  return ports.split(", ").some((entry) => {
    const match = /^(.*):(\d+)(?:-(\d+))?->/.exec(entry);
    if (match === null) return false;
    const [, at = "", first = "", last = first] = match;
    const sameHost = at === host || at === "0.0.0.0" || at === "::" || at === "[::]" || host === "0.0.0.0";
    return sameHost && port >= Number(first) && port <= Number(last);
  });
}

/** Tries to listen on the port for a moment. */
function isFree({ host, port }: WantedPort): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    // Ports below 1024 are forbidden to us but not to the engine, so only "in use" counts.
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code !== "EADDRINUSE"));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** The process that listens on a port, where the system's tools can tell. */
async function holderOf(port: number): Promise<string | undefined> {
  const ss = await run("ss", ["-ltnpH", `sport = :${port}`], { timeoutSeconds: 5 });
  const seen = /users:\(\("([^"]+)",pid=(\d+)/.exec(ss.stdout);
  if (seen !== null) return `${seen[1]} (process ${seen[2]})`;
  const lsof = await run("lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fpc"], { timeoutSeconds: 5 });
  const pid = /^p(\d+)$/m.exec(lsof.stdout)?.[1];
  const command = /^c(.+)$/m.exec(lsof.stdout)?.[1];
  return pid === undefined ? undefined : `${command ?? "a program"} (process ${pid})`;
}
