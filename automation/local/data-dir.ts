/** Deletes the services' data, on request only. */

import { existsSync, readdirSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, relative, resolve } from "node:path";
import { PlinthError } from "../../model/errors";
import { docker } from "../docker";
import { repositoryRoot } from "../paths";

/**
 * Deletes a data folder with all that is in it.
 *
 * The services run as a user of their own, so the files may belong to somebody else: then a container deletes them.
 *
 * @param image an image that is present and has `find`.
 * @throws PlinthError config-invalid for a folder that holds more than a stack's data; operation-failed.
 */
export async function deleteDataDir(folder: string, image: string): Promise<void> {
  if (!existsSync(folder)) return;
  refusePrecious(folder);
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "EACCES" && code !== "EPERM") throw error;
    const emptied = ["find", "/data", "-mindepth", "1", "-delete"];
    const asRoot = ["--user", "0:0", "--network", "none", "--entrypoint", emptied[0] ?? "find"];
    await docker(["run", "--rm", ...asRoot, "--volume", `${folder}:/data`, image, ...emptied.slice(1)], {
      timeoutSeconds: 300,
    });
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Refuses folders whose loss would be more than the loss of a stack's data.
 *
 * @throws PlinthError config-invalid.
 */
export function refusePrecious(folder: string): void {
  for (const precious of [repositoryRoot, homedir(), process.cwd()]) {
    const way = relative(resolve(folder), precious);
    const within = way === "" || (!way.startsWith("..") && !isAbsolute(way));
    if (!within) continue;
    throw new PlinthError(
      "config-invalid",
      `The data folder ${folder} holds ${precious}: it is not deleted.`,
      {
        fix: "Set plinth:dataDir to a folder that holds nothing else, such as data.",
      },
    );
  }
}

/** True where there is data to delete. */
export function hasData(folder: string): boolean {
  if (!existsSync(folder)) return false;
  try {
    return readdirSync(folder).length > 0;
  } catch {
    // It belongs to the user of the services, and is not for us to look into.
    return true;
  }
}
