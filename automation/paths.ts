/** Where things lie in the repository. */

import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/** The root of the repository. */
export const repositoryRoot = join(__dirname, "..");

/** Folder of everything that can be made again: Node, Pulumi's state, logs, locks. */
export const cacheFolder = join(repositoryRoot, ".plinth");

/** Path inside that folder, for writing: the folder above it is made. */
export function cachePath(...parts: readonly string[]): string {
  const path = join(cacheFolder, ...parts);
  mkdirSync(dirname(path), { recursive: true });
  return path;
}

/** Folder below the user's cache folder of what is slow to make, is the same for every checkout, and may be deleted. */
export function userCacheFolder(): string {
  return join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "plinth");
}
