/** Reading a folder that `render up` wrote: its lock, its files, and what became of them since. */

import { existsSync, lstatSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { PlinthError } from "../../model/errors";
import type { RenderedTree } from "./cluster";
import { hashOf, lockName, parseLock } from "./lock";
import type { Lock } from "./lock";

/** Folder in the output that `flux bootstrap` writes and commits; it is no file of ours, and not foreign either. */
export const fluxFolder = "recipes/flux-system";

/** A rendered folder as it is now. Paths are from the folder, with `/`. */
export interface RenderedFolder {
  readonly lock: Lock;
  /** Text of every file of ours that is there, edited or not, the lock among them; sorted by path. */
  readonly tree: RenderedTree;
  /** Files of ours whose content is not what the lock says. */
  readonly edited: readonly string[];
  /** Files that the lock names and that are not there. */
  readonly missing: readonly string[];
  /** What is there and stands in no lock: files, and whatever is neither file nor folder. */
  readonly foreign: readonly string[];
}

/**
 * Reads a folder that `render up` wrote and holds every file against the lock.
 *
 * @throws PlinthError `render-folder-invalid` where the path is no folder, cannot be read, or has no lock that this
 *   version reads.
 */
export function readFolder(dir: string): RenderedFolder {
  try {
    return read(dir);
  } catch (error) {
    const reason = reasons[(error as NodeJS.ErrnoException).code ?? ""];
    if (reason === undefined) throw error;
    throw invalid(`${dir} cannot be read: ${reason}.`, error);
  }
}

function read(dir: string): RenderedFolder {
  if (!existsSync(dir)) throw invalid(`There is no folder ${dir}.`);
  if (!statSync(dir).isDirectory()) throw invalid(`${dir} is no folder.`);
  const paths = filesUnder(dir).filter((path) => !path.startsWith(`${fluxFolder}/`));
  const files = new Map<string, Buffer>();
  for (const path of paths)
    if (lstatSync(join(dir, path)).isFile()) files.set(path, readFileSync(join(dir, path)));
  const lock = lockOf(dir, files.get(lockName));
  const ours = [...files].filter(([path]) => path === lockName || Object.hasOwn(lock.files, path));
  return {
    lock,
    tree: new Map(ours.map(([path, content]) => [path, content.toString()])),
    edited: ours
      .filter(([path, content]) => path !== lockName && hashOf(content) !== lock.files[path])
      .map(([path]) => path),
    missing: Object.keys(lock.files).filter((path) => !files.has(path)),
    foreign: paths.filter(
      (path) => path !== lockName && !(files.has(path) && Object.hasOwn(lock.files, path)),
    ),
  };
}

function lockOf(dir: string, content: Buffer | undefined): Lock {
  if (content === undefined)
    throw invalid(`${dir} has no ${lockName}, so it is no cluster that Plinth rendered.`);
  const lock = parseLock(content.toString());
  if (typeof lock === "string") throw invalid(`${join(dir, lockName)}: ${lock}`);
  return lock;
}

/** Everything in a folder that is no folder, by its path from there with `/`, sorted; links are not followed. */
export function filesUnder(folder: string, prefix = ""): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) =>
      entry.isDirectory()
        ? filesUnder(join(folder, entry.name), `${prefix}${entry.name}/`)
        : [`${prefix}${entry.name}`],
    );
}

/** What the system says of a folder that cannot be read, for people. */
const reasons: Readonly<Record<string, string>> = {
  EACCES: "you have no permission",
  EPERM: "you have no permission",
  ENAMETOOLONG: "its path is too long",
  ELOOP: "its links lead in a circle",
  ENOENT: "a file went away meanwhile",
};

function invalid(message: string, cause?: unknown): PlinthError {
  return new PlinthError("render-folder-invalid", message, { cause });
}
