/** Writing the outputs, and finding those that are not as they should be. */

import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { WRITTEN_MARK } from "./output";
import type { Output } from "./output";
import { outputs } from "./registry";

/** A file that differs from what the model says. */
export interface StaleFile {
  /** Path relative to the repository root. */
  readonly path: string;
  /** What it should hold; undefined where it should not be there. */
  readonly text: string | undefined;
  /** What the file is. */
  readonly title: string;
}

async function currentText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** The files under the root that differ from what they should be, missing ones and ones too many among them. */
export async function staleFiles(
  root: string,
  produced: readonly Output[] = Object.values(outputs),
): Promise<StaleFile[]> {
  const stale: StaleFile[] = [];
  for (const { title, produce, owns } of produced) {
    const files = await produce(root);
    for (const [path, text] of Object.entries(files)) {
      if ((await currentText(join(root, path))) !== text) stale.push({ path, text, title });
    }
    for (const path of owns === undefined ? [] : await writtenPages(root, owns)) {
      if (!Object.hasOwn(files, path)) stale.push({ path, text: undefined, title });
    }
  }
  return stale;
}

/** The pages in a folder that a program has written. */
async function writtenPages(root: string, folder: string): Promise<string[]> {
  const names = (await readdir(join(root, folder)).catch(() => [])).sort();
  const paths = names.filter((name) => name.endsWith(".md")).map((name) => `${folder}/${name}`);
  const texts = await Promise.all(paths.map((path) => currentText(join(root, path))));
  return paths.filter((_, i) => texts[i]?.startsWith(WRITTEN_MARK));
}

/** Writes the given files under the root, and removes those that should not be there. */
export async function writeFiles(root: string, files: readonly StaleFile[]): Promise<void> {
  for (const { path, text } of files) {
    if (text === undefined) {
      await rm(join(root, path));
      continue;
    }
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}
