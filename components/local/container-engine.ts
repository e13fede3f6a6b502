/** The Docker engine as the stack needs it beside Pulumi's provider: to see how containers fare. */

import { execFile, execFileSync } from "node:child_process";
import { promisify } from "node:util";
import { PlinthError } from "../../model/errors";

/** How a container fares, as far as it is read here; the names are the engine's. */
export interface ContainerState {
  readonly Id: string;
  /** How often the engine has started it again by itself. */
  readonly RestartCount: number;
  readonly State: {
    readonly Status: "created" | "running" | "paused" | "restarting" | "removing" | "exited" | "dead";
    readonly ExitCode: number;
    readonly OOMKilled: boolean;
    /** Why it could not be started; empty where it could. */
    readonly Error: string;
    /** When it ended last, as RFC 3339. */
    readonly FinishedAt: string;
    /** Absent where it has no health check. */
    readonly Health?: { readonly Status: "none" | "starting" | "healthy" | "unhealthy" };
  };
}

/** What is known of the engine before anything is created. */
export interface EngineSurvey {
  /** Whether limits on swap work; where they do not, the engine reports -1 for them. */
  readonly limitsSwap: boolean;
  /** Ids of the images that are present, by reference. */
  readonly images: ReadonlyMap<string, string>;
}

/** What is asked of the engine. Tests put another one in its place. */
export interface ContainerEngine {
  /**
   * Looks at the engine before anything is created. It blocks, so that an engine that is not there ends the program
   * before the first resource.
   *
   * @param references images that will be needed.
   * @throws PlinthError `docker-missing` or `engine-unreachable`.
   */
  survey(references: readonly string[]): EngineSurvey;
  /** States of containers; those that do not exist are left out. */
  inspect(ids: readonly string[]): Promise<readonly ContainerState[]>;
  /**
   * Starts a container that has ended, or has not begun.
   *
   * @returns why it did not start; `undefined` where it did.
   */
  start(id: string): Promise<string | undefined>;
  /** The last lines that a container has written. */
  lastLines(id: string, count: number): Promise<readonly string[]>;
}

const run = promisify(execFile);

/** Longest answer of an engine that is well, in milliseconds. */
const TIMEOUT_MS = 30_000;
/** Longest output that is read: the state of some hundred containers. */
const MAX_BUFFER = 64 * 1024 ** 2;

interface Finished {
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that failed, or could not be run at all. */
interface Failed extends Partial<Finished> {
  readonly code?: number | string | null;
  readonly killed?: boolean;
}

/** The engine behind the `docker` command, which knows about contexts and DOCKER_HOST. */
export class DockerCli implements ContainerEngine {
  survey(references: readonly string[]): EngineSurvey {
    const images = presentImages(references);
    return { images, limitsSwap: dockerSync(["info", "--format", "{{json .SwapLimit}}"]).trim() === "true" };
  }

  async inspect(ids: readonly string[]): Promise<readonly ContainerState[]> {
    if (ids.length === 0) return [];
    // Containers that are gone make the command fail although it prints the others.
    const { stdout } = await docker(["container", "inspect", ...ids], /no such container/i);
    return JSON.parse(stdout) as ContainerState[];
  }

  async start(id: string): Promise<string | undefined> {
    const { stderr } = await docker(
      ["container", "start", id],
      /error response from daemon|failed to start/i,
    );
    return stderr.trim() === "" ? undefined : stderr.trim();
  }

  async lastLines(id: string, count: number): Promise<readonly string[]> {
    const { stdout, stderr } = await docker(["container", "logs", "--tail", String(count), id]);
    return linesOf(`${stdout}\n${stderr}`).slice(-count);
  }
}

/** Ids of the images that are present, by reference. */
function presentImages(references: readonly string[]): ReadonlyMap<string, string> {
  const ids = imageIds(references);
  if (ids.length === references.length)
    return new Map(references.map((one, index) => [one, ids[index] ?? ""]));
  // Those that are missing leave no gap in the answer, so each is asked for.
  const each = references.map((reference) => [reference, imageIds([reference])[0]] as const);
  return new Map(each.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** Ids of the images that are present, in the order of their references. */
function imageIds(references: readonly string[]): readonly string[] {
  if (references.length === 0) return [];
  const text = dockerSync(["image", "inspect", "--format", "{{.Id}}", ...references], /no such image/i);
  return text.split("\n").filter((line) => line !== "");
}

/** @param allowed what the command may say although it fails. */
async function docker(args: readonly string[], allowed?: RegExp): Promise<Finished> {
  try {
    return await run("docker", args, { timeout: TIMEOUT_MS, maxBuffer: MAX_BUFFER });
  } catch (error) {
    return allowedFailure(error as Failed, args, allowed);
  }
}

function dockerSync(args: readonly string[], allowed?: RegExp): string {
  const options = { timeout: TIMEOUT_MS, maxBuffer: MAX_BUFFER, encoding: "utf8", stdio: "pipe" } as const;
  try {
    return execFileSync("docker", args, options);
  } catch (error) {
    return allowedFailure(error as Failed, args, allowed).stdout;
  }
}

/** What a command that failed has printed, where all that it complained about is allowed. */
function allowedFailure(failed: Failed, args: readonly string[], allowed: RegExp | undefined): Finished {
  const said = linesOf(failed.stderr ?? "");
  if (allowed !== undefined && said.length > 0 && said.every((line) => allowed.test(line))) {
    return { stdout: failed.stdout ?? "", stderr: failed.stderr ?? "" };
  }
  throw dockerError(failed, args.slice(0, 2).join(" "));
}

const UNREACHABLE =
  /cannot connect to the docker daemon|error during connect|connection re(?:fused|set)|permission denied.*docker/i;

function dockerError(failed: Failed, command: string): PlinthError {
  if (failed.code === "ENOENT") {
    return new PlinthError("docker-missing", "There is no `docker` command on PATH.", { cause: failed });
  }
  const said = linesOf(failed.stderr ?? "");
  if (failed.code === "ETIMEDOUT" || failed.killed === true || said.some((line) => UNREACHABLE.test(line))) {
    const details = [...new Set(said)];
    return new PlinthError("engine-unreachable", "The Docker engine does not answer.", {
      details,
      cause: failed,
    });
  }
  const message = `\`docker ${command}\` failed: ${said.join(" ")}`;
  return new PlinthError("operation-failed", message, { cause: failed });
}

function linesOf(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "");
}
