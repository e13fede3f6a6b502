/** Makes the base image with debootstrap, on this machine: no image registry is asked for anything. */

import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { PlinthError } from "../../model/errors";
import { cachePath } from "../paths";
import { run } from "../process";
import type { Finished } from "../process";
import { BuildLog } from "./build-log";
import type { BuildJob } from "./build-image";
import { inputsLabel } from "./inputs";
import { recipeFolder, referenceOf } from "./recipes";

/** What the imported file system is configured with, as Dockerfile instructions. */
const imageConfig = ["ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", 'CMD ["bash"]'];

const reference = referenceOf("base", "build");

/** Runs a program and passes on what it says; throws its error where it fails. */
type Step = (file: string, args: readonly string[]) => Promise<Finished>;

function stepsOf({ reporter, signal, root }: BuildJob, log: BuildLog): Step {
  return async (file, args) => {
    const onLine = (line: string): void => reporter.tell("building", log.add(line) || undefined);
    const env = { DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C" };
    const finished = await run(file, args, { cwd: root, signal, onLine, env });
    signal.throwIfAborted();
    if (finished.exitCode !== 0) throw log.error(reference, finished);
    return finished;
  };
}

/** Says why this machine cannot make a base, if it cannot. */
function unfit(what: string): PlinthError {
  return new PlinthError("image-build-failed", `${reference} cannot be made here: ${what}.`, {
    fix: "Run the command as root on Debian or Ubuntu, or pull the official images: `./plinth up --images pull`.",
  });
}

/** Installs debootstrap where it is missing and can be had. */
async function needDebootstrap(step: Step): Promise<void> {
  if (process.platform !== "linux") throw unfit("debootstrap runs on Linux only");
  if (process.getuid?.() !== 0) throw unfit("debootstrap needs root");
  if ((await run("debootstrap", ["--version"])).exitCode === 0) return;
  if (!existsSync("/usr/bin/apt-get")) throw unfit("debootstrap is not installed, and there is no apt-get");
  await step("apt-get", ["update"]);
  const packages = ["debootstrap", "debian-archive-keyring"];
  await step("apt-get", ["install", "--yes", "--no-install-recommends", ...packages]);
}

/**
 * Makes and imports the base image.
 *
 * @throws PlinthError image-build-failed, disk-full, or engine-unreachable; the signal's reason where it was aborted.
 */
export async function buildBase(job: BuildJob): Promise<void> {
  const log = new BuildLog("base");
  const folder = await mkdtemp(cachePath("images", "base-"));
  try {
    job.reporter.tell("building", `building ${reference}`);
    const step = stepsOf(job, log);
    await needDebootstrap(step);
    await step("sh", [join(recipeFolder("base"), "build-rootfs.sh"), folder]);
    const changes = [...imageConfig, `LABEL ${inputsLabel}=${job.inputs}`];
    const changeArgs = changes.flatMap((change) => ["--change", change]);
    await step("docker", ["import", ...changeArgs, join(folder, "rootfs.tar"), reference]);
    job.reporter.tell("ready", "");
  } catch (error) {
    job.reporter.tell("failed");
    throw error;
  } finally {
    await log.close();
    await rm(folder, { recursive: true, force: true });
  }
}
