/**
 * Writing a rendered tree: aside first, then renamed into its place. So whoever looks finds the old output or the new
 * one, whole, and nothing in between.
 */

import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { PlinthError } from "../../model/errors";
import type { RenderedTree } from "./cluster";
import { filesUnder, fluxFolder } from "./folder";
import { hashesOf, hashOf, lockName } from "./lock";

/** What became of the output folder. */
export type Written = "created" | "replaced" | "unchanged";

/**
 * Writes a tree to a folder.
 *
 * @param signal ends the writing after a file; what was there stays.
 * @throws PlinthError `render-output-foreign` where the folder holds something that is not ours,
 *   `render-output-unwritable` where it cannot be written, or the signal's reason.
 */
export async function writeTree(tree: RenderedTree, folder: string, signal?: AbortSignal): Promise<Written> {
  const aside = join(dirname(folder), `.${basename(folder)}.new`);
  const before = join(dirname(folder), `.${basename(folder)}.old`);
  try {
    // A run that was killed between the two renames left the old output beside its place.
    if (existsSync(before) && !existsSync(folder)) renameSync(before, folder);
    const state = stateOf(folder, tree);
    if (state === "unchanged") return state;
    rmSync(aside, { recursive: true, force: true });
    try {
      await writeAside(tree, aside, signal);
      if (state === "replaced") {
        if (existsSync(join(folder, fluxFolder)))
          cpSync(join(folder, fluxFolder), join(aside, fluxFolder), { recursive: true });
        renameSync(folder, before);
      }
      renameSync(aside, folder);
      rmSync(before, { recursive: true, force: true });
      return state;
    } finally {
      rmSync(aside, { recursive: true, force: true });
    }
  } catch (error) {
    throw explained(error, folder);
  }
}

async function writeAside(tree: RenderedTree, aside: string, signal: AbortSignal | undefined): Promise<void> {
  for (const [path, text] of tree) {
    const file = join(aside, ...path.split("/"));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    // Between two files the process hears of Ctrl-C.
    await setImmediate();
    signal?.throwIfAborted();
  }
}

/** What would become of the folder; refuses to replace what Plinth did not write. */
function stateOf(folder: string, tree: RenderedTree): Written {
  const there = lstatSync(folder, { throwIfNoEntry: false });
  if (there === undefined) return "created";
  if (!there.isDirectory())
    throw new PlinthError("render-output-foreign", `${folder} is no folder; it was kept.`);
  const paths = filesUnder(folder).filter((path) => !path.startsWith(`${fluxFolder}/`));
  const lock = paths.includes(lockName) ? hashesOf(readFileSync(join(folder, lockName), "utf8")) : undefined;
  const foreign = paths.flatMap((path) => {
    if (path === lockName && lock !== undefined) return [];
    const hash = lock?.get(path);
    if (hash === undefined) return [path];
    return hash === hashOf(readFileSync(join(folder, path))) ? [] : [`${path} (edited since)`];
  });
  if (foreign.length > 0)
    throw new PlinthError(
      "render-output-foreign",
      `${folder} holds files that Plinth did not write; all were kept, and nothing was rendered.`,
      { details: foreign },
    );
  const same =
    paths.length === tree.size &&
    [...tree].every(
      ([path, text]) => paths.includes(path) && readFileSync(join(folder, path), "utf8") === text,
    );
  return same ? "unchanged" : "replaced";
}

/** What the system says of a folder that cannot be written, for people. */
const reasons: Readonly<Record<string, string>> = {
  EACCES: "you have no permission",
  EPERM: "you have no permission",
  EROFS: "the file system is read-only",
  ENOTDIR: "a part of its path is a file",
  EEXIST: "a part of its path is a file",
  ENAMETOOLONG: "its path is too long",
};

function explained(error: unknown, folder: string): unknown {
  const reason = reasons[(error as NodeJS.ErrnoException).code ?? ""];
  if (reason === undefined) return error;
  return new PlinthError("render-output-unwritable", `${folder} cannot be written: ${reason}.`, {
    cause: error,
  });
}
