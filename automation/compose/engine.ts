/** Brings the stack up and down with Docker Compose. */

import { setTimeout as sleep } from "node:timers/promises";
import { PlinthError } from "../../model/errors";
import { engineError } from "../docker";
import type { ComposeCli } from "../engine/compose-cli";
import { currentProgress } from "../local/containers";
import type { ServiceProgress, WatchedService } from "../local/containers";
import type { Variables } from "../local/dotenv-file";
import { applyAndFollow, failedService } from "../local/watch";
import type { FollowArgs } from "../local/watch";
import { lastLines, run } from "../process";
import type { Finished, RunOptions } from "../process";
import type { Reporter } from "../reporter";

/** A compose project on this machine. */
export interface ComposeProject {
  readonly cli: ComposeCli;
  /** Path of the compose file. */
  readonly file: string;
  /** Name of the project. */
  readonly name: string;
  /** Values of the file's variables. */
  readonly variables: Variables;
}

/** Runs Docker Compose on the project. */
export function compose(
  project: ComposeProject,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Finished> {
  const [file, ...first] = project.cli.command;
  return run(file, [...first, "-f", project.file, "-p", project.name, ...args], {
    ...options,
    // Colours and moving lines would only get in the way: nobody looks at this output but us.
    env: { ...project.variables, COMPOSE_ANSI: "never", COMPOSE_PROGRESS: "plain", ...options.env },
  });
}

/**
 * Creates, replaces and starts what the file asks for, and waits until every service is ready.
 *
 * @throws PlinthError service-unhealthy, engine-unreachable, disk-full, operation-failed; the signal's reason where it
 *   was interrupted. What is up stays up, and another `up` goes on from there.
 */
export function composeUp(project: ComposeProject, args: FollowArgs): Promise<readonly ServiceProgress[]> {
  return applyAndFollow((signal) => apply(project, args, signal), args);
}

/** How long a service that was unhealthy before we came may take to recover, in seconds. */
const recoverySeconds = 45;

async function apply(project: ComposeProject, args: FollowArgs, signal: AbortSignal): Promise<void> {
  const unhealthyBefore = await unhealthyContainers(args.services);
  const error = await tryUp(project, args, signal);
  if (error === undefined) return;
  // Compose gives up at once on a service that is unhealthy now, as one is that was slow when it was interrupted. Where it
  // has recovered by the time that we look for the one that failed, none is found.
  const isOfServices = error.code === "service-unhealthy" || error.code === "operation-failed";
  const mayRecover = isOfServices && unhealthyBefore.size > 0;
  if (!mayRecover || !(await recovered(unhealthyBefore, args, signal))) throw error;
  const again = await tryUp(project, args, signal);
  if (again !== undefined) throw again;
}

/** Names of containers that are unhealthy now. */
async function unhealthyContainers(services: readonly WatchedService[]): Promise<ReadonlySet<string>> {
  const progress = await currentProgress(services);
  return new Set(progress.filter(({ phase }) => phase === "unhealthy").map(({ container }) => container));
}

/** Waits until none of the containers is unhealthy any more; false where that does not happen in time. */
async function recovered(
  containers: ReadonlySet<string>,
  { services, reporter }: FollowArgs,
  signal: AbortSignal,
): Promise<boolean> {
  const concerned = services.filter(({ containerName }) => containers.has(containerName));
  const names = concerned.map(({ id }) => id).join(", ");
  reporter.note(
    `Unhealthy since before this run: ${names}; waiting up to ${recoverySeconds} s for it to recover.`,
  );
  const end = performance.now() + recoverySeconds * 1000;
  while (performance.now() < end) {
    signal.throwIfAborted();
    if ((await unhealthyContainers(concerned)).size === 0) return true;
    await sleep(1000);
  }
  return false;
}

/** Runs `up` once; the error is an answer here. */
async function tryUp(
  project: ComposeProject,
  args: FollowArgs,
  signal: AbortSignal,
): Promise<PlinthError | undefined> {
  const finished = await compose(project, ["up", "-d", "--no-build", "--remove-orphans"], {
    signal,
    onLine: (line) => args.reporter.detail(line),
  });
  if (finished.exitCode === 0) return undefined;
  signal.throwIfAborted();
  // Compose says only that a dependency failed; its container says which and why.
  return engineError(finished) ?? (await failedService(args.services)) ?? composeError("up", finished);
}

function composeError(command: string, finished: Finished): PlinthError {
  return new PlinthError("operation-failed", `Docker Compose failed on \`${command}\`.`, {
    details: lastLines(finished.stderr, 8),
  });
}

/**
 * Removes the project's containers and networks. Data in folders is kept.
 *
 * @throws PlinthError engine-unreachable, operation-failed, or the signal's reason.
 */
export async function composeDown(
  project: ComposeProject,
  reporter: Reporter,
  signal: AbortSignal,
): Promise<void> {
  const finished = await compose(project, ["down", "--remove-orphans"], {
    signal,
    onLine: (line) => reporter.detail(line),
  });
  if (finished.exitCode === 0) return;
  signal.throwIfAborted();
  throw engineError(finished) ?? composeError("down", finished);
}

/**
 * The fingerprint that Compose has for each service of the file: a container with another one would be replaced.
 *
 * @throws PlinthError operation-failed.
 */
export async function configHashes(project: ComposeProject): Promise<ReadonlyMap<string, string>> {
  const finished = await compose(project, ["config", "--hash", "*"]);
  if (finished.exitCode !== 0) throw engineError(finished) ?? composeError("config", finished);
  const lines = finished.stdout.split("\n").filter((line) => line !== "");
  return new Map(lines.map((line) => line.split(/\s+/) as [string, string]));
}
