/** Brings the stack up and down with Docker Compose. */

import { PlinthError } from "../../model/errors";
import { engineError } from "../docker";
import type { ComposeCli } from "../engine/compose-cli";
import type { ServiceProgress } from "../local/containers";
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

async function apply(project: ComposeProject, args: FollowArgs, signal: AbortSignal): Promise<void> {
  const finished = await compose(project, ["up", "-d", "--no-build", "--remove-orphans"], {
    signal,
    onLine: (line) => args.reporter.detail(line),
  });
  if (finished.exitCode === 0) return;
  signal.throwIfAborted();
  // Compose says only that a dependency failed; its container says which and why.
  throw engineError(finished) ?? (await failedService(args.services)) ?? composeError("up", finished);
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
