/** The files of fleet/clusters: read once, then handed to the pure core. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../../automation/paths";

/** Text of every file under fleet/clusters, by its path from there, with `/`. */
export type FleetFiles = ReadonlyMap<string, string>;

let files: FleetFiles | undefined;

/** The files of the repository. */
export function fleetFiles(): FleetFiles {
  files ??= readFiles(join(repositoryRoot, "fleet", "clusters"));
  return files;
}

/** The YAML files under a folder. */
export function readFiles(folder: string): FleetFiles {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".yaml"))
    .sort();
  return new Map(paths.map((path) => [path.replaceAll("\\", "/"), readFileSync(join(folder, path), "utf8")]));
}
