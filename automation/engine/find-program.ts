/** Programs on PATH. */

import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** What a search found, or why it found nothing (half a sentence). */
export type Found<T> = { readonly found: T } | { readonly missing: string };

/** True for a file that may be executed. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Every program of this name on PATH, in PATH's order. */
export function programsNamed(name: string, path: string = process.env["PATH"] ?? ""): string[] {
  return path
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, name))
    .filter(isExecutable);
}

/** True where the program is a script of an npm package. */
export function isNpmScript(path: string): boolean {
  return /[\\/]node_modules[\\/]/.test(realpathSync(path)) || /[\\/]node_modules[\\/]/.test(path);
}
