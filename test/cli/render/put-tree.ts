/** A rendered folder for a test, without the care of `cli/render/write.ts`. */

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { RenderedTree } from "../../../cli/render/cluster";

/** Puts the files of a tree into a folder. */
export function putTree(tree: RenderedTree, folder: string): void {
  for (const [path, text] of tree) {
    const file = join(folder, ...path.split("/"));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
