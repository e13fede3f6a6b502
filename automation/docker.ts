/**
 * The Docker engine, spoken to through the `docker` command: it knows about contexts, DOCKER_HOST and credentials.
 */

import { PlinthError } from "../model/errors";
import { lastLines, run } from "./process";
import type { Finished, RunOptions } from "./process";

/** A healthy engine answers an inspection in milliseconds; one that is silent for so long is taken for dead. */
const answerSeconds = 30;

const unreachable =
  /cannot connect to the docker daemon|error during connect|connection refused|is the docker daemon running|unexpected EOF|connection reset|dial (unix|tcp)|Max retries exceeded|Couldn't connect to Docker|Connection aborted|ConnectionError/i;
const forbidden = /permission denied.*(docker|socket)/i;
const full = /no space left on device/i;

/**
 * The error behind what a docker or docker-compose command said, or `undefined` where it is none of the engine's own.
 */
export function engineError(finished: Finished): PlinthError | undefined {
  const said = `${finished.stderr}\n${finished.stdout}`;
  if (finished.notFound) return new PlinthError("docker-missing", "There is no `docker` command on PATH.");
  if (forbidden.test(said))
    return new PlinthError(
      "engine-unreachable",
      "You may not talk to the Docker engine: permission denied.",
      {
        fix: "Add yourself to its group (`sudo usermod -aG docker $USER`, then log in again), or run the command as root.",
      },
    );
  if (full.test(said))
    return new PlinthError("disk-full", "The disk that Docker writes to is full; what is there was kept.");
  if (unreachable.test(said))
    return new PlinthError("engine-unreachable", "The Docker engine does not answer.", {
      details: said
        .split("\n")
        .filter((line) => unreachable.test(line))
        .slice(0, 2),
    });
  return undefined;
}

/** The error behind a docker command that failed, whatever it was. */
export function dockerError(finished: Finished, command: string): PlinthError {
  if (finished.timedOut)
    return new PlinthError(
      "engine-unreachable",
      `The Docker engine does not answer: \`docker ${command}\` hangs.`,
    );
  const said = lastLines(finished.stderr, 3).join("\n");
  return (
    engineError(finished) ?? new PlinthError("operation-failed", `\`docker ${command}\` failed: ${said}`)
  );
}

/**
 * Runs `docker` and returns what it printed.
 *
 * @throws PlinthError docker-missing, engine-unreachable, disk-full, or operation-failed with what docker said.
 */
export async function docker(args: readonly string[], options: RunOptions = {}): Promise<string> {
  const finished = await run("docker", args, { timeoutSeconds: answerSeconds, ...options });
  if (finished.exitCode === 0) return finished.stdout;
  throw dockerError(finished, args[0] ?? "");
}

/** What we need to know about the engine. */
export interface EngineInfo {
  /** Version of the engine, such as `20.10.24`. */
  readonly version: string;
  /** The engine's data folder, where it is on this machine. */
  readonly dataRoot: string | undefined;
  /** True where the engine runs on this machine, so that its ports and disks are ours. */
  readonly local: boolean;
}

/**
 * Asks the engine who it is.
 *
 * @throws PlinthError docker-missing or engine-unreachable.
 */
export async function engineInfo(): Promise<EngineInfo> {
  const text = await docker(["info", "--format", "{{json .}}"], { timeoutSeconds: 60 });
  const info = JSON.parse(text) as {
    ServerVersion?: string;
    DockerRootDir?: string;
    ServerErrors?: string[];
  };
  // Some versions of the client exit with 0 although the engine did not answer.
  if (info.ServerVersion === undefined || info.ServerVersion === "")
    throw new PlinthError("engine-unreachable", "The Docker engine does not answer.", {
      details: info.ServerErrors ?? [],
    });
  const host = process.env["DOCKER_HOST"] ?? (await contextHost());
  const local = host.startsWith("unix://");
  // With Docker Desktop the socket is here, but the engine's folders lie in a virtual machine.
  const sameDisk = local && process.platform === "linux";
  return { version: info.ServerVersion, local, dataRoot: sameDisk ? info.DockerRootDir : undefined };
}

async function contextHost(): Promise<string> {
  const format = "{{.Endpoints.docker.Host}}";
  const { exitCode, stdout } = await run("docker", ["context", "inspect", "--format", format], {
    timeoutSeconds: 15,
  });
  return exitCode === 0 ? stdout.trim() : "unix:///var/run/docker.sock";
}
