/** Finds out whether the Docker engine can pull, by letting it begin. */

import { engineError } from "../docker";
import { run } from "../process";
import { engineWords } from "./engine-words";

/** Longest time that a registry may take to describe an image, in seconds. */
const probeSeconds = 15;

/** The engine says one of these once the registry has described the image. */
const described =
  /Pulling fs layer|Already exists|Waiting|Downloading|Download complete|Pull complete|Digest:/;

/** The registry that a reference names. */
export function registryOf(reference: string): string {
  const [first = "", ...rest] = reference.split("/");
  return rest.length > 0 && /[.:]|^localhost$/.test(first) ? first : "docker.io";
}

/**
 * Asks the engine to pull, until the registry has described the image; `undefined` where it did, else what went wrong.
 *
 * The engine pulls, not we: it may have a proxy, a mirror or another network than this process has. What it began is
 * given up again.
 */
async function probe(reference: string, seconds: number, signal?: AbortSignal): Promise<string | undefined> {
  const enough = new AbortController();
  const either = signal === undefined ? enough.signal : AbortSignal.any([enough.signal, signal]);
  const finished = await run("docker", ["pull", reference], {
    signal: either,
    timeoutSeconds: seconds,
    onLine: (line) => {
      if (described.test(line)) enough.abort();
    },
  });
  signal?.throwIfAborted();
  if (enough.signal.aborted || finished.exitCode === 0) return undefined;
  const error = engineError(finished);
  if (error?.code === "docker-missing" || error?.code === "disk-full") throw error;
  if (finished.timedOut) return `${registryOf(reference)} did not answer within ${seconds} s`;
  return `${registryOf(reference)}: ${engineWords(finished)}`;
}

/**
 * Whether the engine can pull the references: one image is tried at each registry.
 *
 * @returns `undefined` where it can, else what went wrong.
 * @throws PlinthError docker-missing or disk-full; the signal's reason where it was aborted.
 */
export async function probePulling(
  references: readonly string[],
  signal?: AbortSignal,
  seconds: number = probeSeconds,
): Promise<string | undefined> {
  const byRegistry = new Map(references.map((reference) => [registryOf(reference), reference]));
  const answers = await Promise.all([...byRegistry.values()].map((one) => probe(one, seconds, signal)));
  return answers.find((answer) => answer !== undefined);
}
