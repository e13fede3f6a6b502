/** Builds one image from its Dockerfile. */

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { docker } from "../docker";
import { run } from "../process";
import { BuildLog } from "./build-log";
import { inputsLabel } from "./inputs";
import type { ImageReporter } from "./progress";
import type { Recipe, VersionCheck } from "./recipes";

/** What one build needs to know beside its recipe. */
export interface BuildJob {
  readonly reporter: ImageReporter;
  /** Fingerprint of what the image is made from; becomes its label. */
  readonly inputs: string;
  /** The build context. */
  readonly root: string;
  readonly signal: AbortSignal;
}

/** Classic builds and BuildKit both keep to local images with the engine's own builder only. */
const builderEnvironment = { BUILDX_BUILDER: "default" };

/** The first dotted number of a text. */
function versionIn(text: string): string | undefined {
  return /\d+(?:\.\d+)+/.exec(text)?.[0];
}

/** Whether as many leading parts of two versions agree as must. */
export function versionsAgree(pin: string, found: string, sameParts: number): boolean {
  const head = (version: string): string => version.split(".").slice(0, sameParts).join(".");
  return head(pin) === head(found);
}

/** Says what is in the image; fails where it is another version than the pin allows. */
async function checkVersion(
  image: string,
  recipe: Recipe,
  check: VersionCheck,
  log: BuildLog,
): Promise<string> {
  const isolated = ["run", "--rm", "--network", "none", "--user", "10001:10001", "--entrypoint", ""];
  const said = await docker([...isolated, image, ...check.command], { timeoutSeconds: 60 });
  const found = versionIn(said) ?? said.trim();
  log.add(`holds version ${found}; pinned: ${recipe.version}`);
  if (!versionsAgree(recipe.version, found, check.sameParts))
    throw log.failure(
      `${recipe.reference} holds version ${found}, and the pin asks for ${recipe.version}.`,
      "Correct the pin in model/versions.ts, or the packages that the Dockerfile installs.",
    );
  return found === recipe.version ? "" : `holds ${found}, the version of Debian's package`;
}

/**
 * Builds an image, checks it, and tags it. Until then the tag stays with what it named before.
 *
 * @throws PlinthError image-build-failed with the end of the output, disk-full, or engine-unreachable; the signal's
 *   reason where it was aborted.
 */
export async function buildImage(recipe: Recipe, job: BuildJob): Promise<void> {
  const { reporter, signal } = job;
  const folder = await mkdtemp(join(tmpdir(), "plinth-image-"));
  const log = new BuildLog(recipe.id);
  try {
    const idFile = join(folder, "id");
    const buildArgs = Object.entries(recipe.arguments).flatMap(([key, value]) => [
      "--build-arg",
      `${key}=${value}`,
    ]);
    const label = `${inputsLabel}=${job.inputs}`;
    // A failed step must not leave its container behind.
    const args = [
      "build",
      "--force-rm",
      "--file",
      recipe.dockerfile,
      "--iidfile",
      idFile,
      "--label",
      label,
      ...buildArgs,
      ".",
    ];
    reporter.tell("building", `building ${recipe.reference}`);
    const onLine = (line: string): void => reporter.tell("building", log.add(line) || undefined);
    const finished = await run("docker", args, { cwd: job.root, env: builderEnvironment, signal, onLine });
    signal.throwIfAborted();
    if (finished.exitCode !== 0) throw log.error(recipe.reference, finished);
    const image = (await readFile(idFile, "utf8")).trim();
    const note = recipe.versionCheck && (await checkVersion(image, recipe, recipe.versionCheck, log));
    await docker(["tag", image, recipe.reference]);
    reporter.tell("ready", note ?? "");
  } catch (error) {
    reporter.tell("failed");
    throw error;
  } finally {
    await log.close();
    await rm(folder, { recursive: true, force: true });
  }
}
