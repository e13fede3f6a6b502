/** Pulls the official images. */

import { PlinthError } from "../../model/errors";
import { images } from "../../model/versions";
import type { ImageId } from "../../model/versions";
import { engineError } from "../docker";
import { run } from "../process";
import { engineWords } from "./engine-words";
import { setTimeout as sleep } from "node:timers/promises";
import { ImageReporter } from "./progress";
import type { ImageWork } from "./progress";
import { runTasks } from "./schedule";
import { storedImages } from "./store";

/** Pulls at the same time: more of them share the same line. */
const pullsAtOnce = 2;
/** Pauses before each further try, in seconds. */
const pausesSeconds: readonly number[] = [2, 8];
/** Longest time for one try: the largest image is about 1 GB. In seconds. */
const trySeconds = 1800;

/** What no further try would change. */
const final =
  /manifest unknown|manifest for .* not found|denied|unauthorized|no matching manifest|invalid reference/i;

/** How long pulling may take; the tests have less patience. */
export interface PullLimits {
  readonly pausesSeconds: readonly number[];
  readonly trySeconds: number;
}

const defaultLimits: PullLimits = { pausesSeconds, trySeconds };

async function pullOnce(
  reference: string,
  reporter: ImageReporter,
  seconds: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const onLine = (line: string): void => reporter.tell("pulling", line);
  const finished = await run("docker", ["pull", reference], { signal, timeoutSeconds: seconds, onLine });
  signal.throwIfAborted();
  if (finished.exitCode === 0) return undefined;
  const code = engineError(finished);
  // A registry that does not answer sounds like an engine that does not: only the engine's own silence ends the tries.
  if (code?.code === "docker-missing" || code?.code === "disk-full") throw code;
  if (/cannot connect to the docker daemon|is the docker daemon running/i.test(finished.stderr))
    throw new PlinthError("engine-unreachable", "The Docker engine does not answer.");
  if (finished.timedOut) return `no end after ${seconds} s`;
  return engineWords(finished);
}

async function pull(
  id: ImageId,
  reference: string,
  limits: PullLimits,
  work: ImageWork,
  signal: AbortSignal,
) {
  const reporter = new ImageReporter(id, reference, work.onProgress);
  let problem: string | undefined = "";
  for (const pause of [0, ...limits.pausesSeconds]) {
    await sleep(pause * 1000, undefined, { signal }).catch(() => signal.throwIfAborted());
    reporter.tell("pulling", problem === "" ? `pulling ${reference}` : `trying again: ${problem}`);
    problem = await pullOnce(reference, reporter, limits.trySeconds, signal);
    if (problem === undefined) return reporter.tell("ready");
    if (final.test(problem)) break;
  }
  reporter.tell("failed", problem);
  throw new PlinthError("pull-impossible", `${reference} cannot be pulled: ${problem}`);
}

/**
 * Pulls those of the images that the engine lacks. Images of our own are left out: they are built.
 *
 * @throws PlinthError pull-impossible after three tries, disk-full, docker-missing or engine-unreachable; the signal's
 *   reason where it was aborted.
 */
export async function ensurePulled(
  ids: readonly ImageId[],
  work: ImageWork = {},
  limits: PullLimits = defaultLimits,
): Promise<void> {
  const pulled = ids.flatMap((id) => {
    const reference: string | undefined = images[id].pull;
    return reference === undefined ? [] : [{ id, reference }];
  });
  const stored = await storedImages(pulled.map(({ reference }) => reference));
  const tasks = pulled
    .filter(({ reference }) => !stored.has(reference))
    .map(({ id, reference }) => ({
      id,
      after: undefined,
      run: (signal: AbortSignal) => pull(id, reference, limits, work, signal),
    }));
  await runTasks(tasks, pullsAtOnce, work.signal);
}
