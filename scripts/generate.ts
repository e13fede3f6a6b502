/**
 * Writes the files that are made from the model: `npm run generate`.
 *
 * With `--check` it writes nothing, names the stale files and exits 1: `npm run generate:check`.
 */

import { join } from "node:path";
import { staleFiles, writeFiles } from "./generate/run";

async function main(options: readonly string[]): Promise<number> {
  const unknown = options.find((option) => option !== "--check");
  if (unknown !== undefined) {
    console.error(
      `${unknown} is not an option. Allowed: --check, which writes nothing and names the stale files.`,
    );
    return 2;
  }
  const root = join(__dirname, "..");
  const stale = await staleFiles(root);
  if (!options.includes("--check")) {
    await writeFiles(root, stale);
    for (const { path, text, title } of stale)
      console.log(`${text === undefined ? "removed" : "wrote"} ${path}: ${title}`);
    if (stale.length === 0) console.log("Nothing to write: every generated file is up to date.");
    return 0;
  }
  for (const { path, title } of stale) console.error(`stale: ${path}: ${title}`);
  if (stale.length > 0) console.error("Run `npm run generate` and commit what it writes.");
  return stale.length > 0 ? 1 : 0;
}

void main(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});
