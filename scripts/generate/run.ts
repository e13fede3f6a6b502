/** Writing the outputs, and finding those that are not as they should be. */

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { outputs } from "./registry";

/** A file that differs from what the model says. */
export interface StaleFile {
  /** Path relative to the repository root. */
  readonly path: string;
  /** What it should hold. */
  readonly text: string;
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

/** The files under the root that differ from what they should be, missing ones among them. */
export async function staleFiles(root: string): Promise<StaleFile[]> {
  const stale: StaleFile[] = [];
  for (const { title, produce } of Object.values(outputs)) {
    for (const [path, text] of Object.entries(await produce(root))) {
      if ((await currentText(join(root, path))) !== text) stale.push({ path, text, title });
    }
  }
  return stale;
}

/** Writes the given files under the root. */
export async function writeFiles(root: string, files: readonly StaleFile[]): Promise<void> {
  for (const { path, text } of files) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}
