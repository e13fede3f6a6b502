/** Where things lie in the repository. */

import { mkdirSync } from "node:fs";
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
