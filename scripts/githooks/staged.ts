/** What is staged, as it would be committed: files in the index, which need not be what the working tree has. */

import { execFileSync } from "node:child_process";
import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Text of files by their path from the repository's root, with `/`. */
export type Files = ReadonlyMap<string, string>;

/**
 * Writes what is staged in the repository of the working directory to a folder, and reads it from there. Files that are
 * taken away, links and what is no text are left out.
 */
export function stagedFiles(folder: string): Files {
  const list = ["diff", "--cached", "--name-only", "-z", "--diff-filter=d"];
  const paths = execFileSync("git", list, { encoding: "utf8" }).split("\0").filter(Boolean);
  if (paths.length === 0) return new Map();
  execFileSync("git", ["checkout-index", "-z", "--stdin", `--prefix=${folder}/`], {
    input: paths.join("\0"),
  });
  return readTexts(folder, paths);
}

/** The text of each of the files that is one. */
export function readTexts(folder: string, paths: readonly string[]): Files {
  const texts = paths
    .filter((path) => lstatSync(join(folder, path), { throwIfNoEntry: false })?.isFile())
    .map((path) => [path, readFileSync(join(folder, path), "utf8")] as const);
  return new Map(texts.filter(([, text]) => !text.includes("\0")));
}

/** Whether a path is that of a file of YAML. */
export function isYaml(path: string): boolean {
  return /\.ya?ml$/.test(path);
}
