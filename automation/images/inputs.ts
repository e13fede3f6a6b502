/**
 * The fingerprint of what an image is made from.
 *
 * It is the image's label `plinth.inputs`. Where it differs from the fingerprint of today's files, the image is stale.
 */

import { createHash } from "node:crypto";
import type { Hash } from "node:crypto";
import { lstatSync, readFileSync, readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { foundationOf, isBuilt, recipeFolder, referenceOf } from "./recipes";
import type { RecipeId } from "./recipes";
import type { ImageMode } from "../../model/versions";

/** Label of an image that carries the fingerprint. */
export const inputsLabel = "plinth.inputs";

/** This machine's certificate authorities: only build stages see them, so they are no part of an image. */
const authoritiesFolder = "docker-compose/images/ca";

/** Paths that a Dockerfile copies from the build context, as it names them. */
export function copiedSources(dockerfile: string): string[] {
  const instructions = dockerfile.replaceAll(/\\\n/g, " ").split("\n");
  return instructions.flatMap((line) => {
    const [, text] = /^\s*(?:COPY|ADD)\s+(.*)$/i.exec(line) ?? [];
    if (text === undefined || /(?:^|\s)--from=/.test(text)) return [];
    const words = text.replace(/^(?:--\S+\s+)+/, "").trim();
    const paths = words.startsWith("[") ? (JSON.parse(words) as string[]) : words.split(/\s+/);
    return paths.slice(0, -1);
  });
}

// Its lines that begin with two stars and a slash are the names that it leaves out in every folder.
function ignoredNames(root: string): Set<string> {
  const lines = readFileSync(join(root, ".dockerignore"), "utf8").split("\n");
  return new Set(lines.flatMap((line) => /^\*\*\/([^/*]+)$/.exec(line.trim())?.[1] ?? []));
}

/** A path with a pattern stands for all of the folder that the pattern starts in. */
function withoutPattern(path: string): string {
  const parts = path.replace(/^\.?\//, "").split("/");
  const pattern = parts.findIndex((part) => /[*?[]/.test(part));
  return (pattern < 0 ? parts : parts.slice(0, pattern)).filter((part) => part !== "").join("/");
}

/** Adds a file, or a folder with all that is in it, to the hash. Times and owners do not count. */
function addPath(hash: Hash, root: string, path: string, ignored: ReadonlySet<string>): void {
  const stats = lstatSync(join(root, path), { throwIfNoEntry: false });
  if (stats === undefined) {
    hash.update(`missing ${path}\n`);
  } else if (stats.isSymbolicLink()) {
    hash.update(`link ${path} ${readlinkSync(join(root, path))}\n`);
  } else if (stats.isDirectory()) {
    for (const name of readdirSync(join(root, path)).sort())
      if (!ignored.has(name)) addPath(hash, root, join(path, name), ignored);
  } else {
    const executable = (stats.mode & 0o111) !== 0;
    hash.update(`file ${path} ${stats.size} ${executable ? "x" : "-"}\n`);
    hash.update(readFileSync(join(root, path)));
  }
}

/** Fingerprint of a Dockerfile, of all that it copies, and of what the caller says about its foundation. */
export function dockerfileInputs(root: string, dockerfile: string, facts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const fact of facts) hash.update(`fact ${fact}\n`);
  const sources = copiedSources(readFileSync(join(root, dockerfile), "utf8")).map(withoutPattern);
  const ignored = ignoredNames(root);
  for (const path of [dockerfile, ...sources])
    if (path !== authoritiesFolder) addPath(hash, root, path, ignored);
  return hash.digest("hex");
}

/**
 * Fingerprint of an image of the stack, or of the base: its files, its pin, and the fingerprint of its foundation
 * (the reference, where the foundation is pulled).
 */
export function inputsOf(id: RecipeId, mode: ImageMode, root: string): string {
  const pin = `reference ${referenceOf(id, "build")}`;
  const foundation = foundationOf(id);
  if (foundation === undefined) {
    const hash = createHash("sha256").update(`${pin}\n`);
    addPath(hash, root, recipeFolder(id), new Set());
    return hash.digest("hex");
  }
  const below = isBuilt(foundation, mode) ? inputsOf(foundation, mode, root) : referenceOf(foundation, mode);
  return dockerfileInputs(root, `${recipeFolder(id)}/Dockerfile`, [pin, `on ${below}`]);
}
