/** Loading a program as Pulumi's Node host does. */

import { existsSync, lstatSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

/** The program's entry is not there, or says what cannot be. */
export class EntryError extends Error {}

interface PackageFile {
  readonly folder: string;
  readonly type?: string;
  readonly main?: string;
  readonly exports?: unknown;
}

/**
 * Runs the program and gives what it exports.
 *
 * @param main file, or folder whose package says which file.
 * @param named true where Pulumi.yaml names the entry itself.
 * @throws EntryError where there is no such file.
 */
export async function runProgram(main: string, named: boolean): Promise<unknown> {
  const manifest = nearestPackage(main);
  const entry = named ? main : (entryOf(manifest) ?? main);
  const exported = await load(entry, manifest);
  return typeof exported === "function" ? await (exported as () => unknown)() : await exported;
}

async function load(entry: string, manifest: PackageFile | undefined): Promise<unknown> {
  const file = fileOf(entry);
  const isModule = /\.m[tj]s$/.test(file) || (manifest?.type === "module" && !/\.c[tj]s$/.test(file));
  if (!isModule) return createRequire(file)(file) as unknown;
  const exported = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  if (!("default" in exported)) return exported;
  if (Object.keys(exported).length > 1) {
    throw new EntryError("the entry exports both a default and names; Pulumi takes one or the other");
  }
  return exported["default"];
}

/** The file that is loaded for a file or a folder. */
function fileOf(entry: string): string {
  if (existsSync(entry) && lstatSync(entry).isFile()) return entry;
  const names = ["index.js", "index.mjs", "index.cjs", "index.ts", "index.mts", "index.cts"];
  const candidates = [...[".js", ".ts", ".mjs", ".mts"].map((end) => `${entry}${end}`)].concat(
    names.map((name) => join(entry, name)),
  );
  const file = candidates.find((path) => existsSync(path) && lstatSync(path).isFile());
  if (file === undefined)
    throw new EntryError(`there is no ${entry} to run, nor an index.ts or index.js in it`);
  return file;
}

/** The entry that a package names, where it exists. */
function entryOf(manifest: PackageFile | undefined): string | undefined {
  if (manifest === undefined) return undefined;
  const named = exportedEntry(manifest.exports) ?? manifest.main;
  if (named === undefined) return undefined;
  const path = join(manifest.folder, named);
  return existsSync(path) ? path : undefined;
}

function exportedEntry(exported: unknown): string | undefined {
  if (typeof exported === "string") return exported;
  if (typeof exported !== "object" || exported === null) return undefined;
  const main = (exported as Record<string, unknown>)["."];
  if (typeof main === "string") return main;
  if (typeof main !== "object" || main === null) return undefined;
  const { default: first, require: second, import: third } = main as Record<string, unknown>;
  return [first, second, third].find((one): one is string => typeof one === "string");
}

/** The package.json that rules over a file or folder. */
function nearestPackage(path: string): PackageFile | undefined {
  for (let folder = path; ; folder = dirname(folder)) {
    const file = join(folder, "package.json");
    if (existsSync(file)) {
      const { type, main, exports } = JSON.parse(readFileSync(file, "utf8")) as Omit<PackageFile, "folder">;
      return {
        folder,
        exports,
        ...(type === undefined ? {} : { type }),
        ...(main === undefined ? {} : { main }),
      };
    }
    if (dirname(folder) === folder) return undefined;
  }
}
