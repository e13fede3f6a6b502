/** The style of YAML, by yamllint and the rules in `.yamllint`. */

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..", "..");

/** How yamllint is begun here: the one that `./plinth test --only yaml` installed, else the one on PATH. */
function yamllint(): readonly [string, ...string[]] {
  const python = join(root, ".plinth", "venv-yamllint", "bin", "python");
  return existsSync(python) ? [python, "-m", "yamllint"] : ["yamllint"];
}

/**
 * What yamllint says of files.
 *
 * @param folder the folder that the paths start from.
 * @returns a line for each finding, as `file:line:column: [level] message`; a sentence where yamllint cannot be run.
 */
export function yamlStyle(folder: string, paths: readonly string[]): readonly string[] {
  if (paths.length === 0) return [];
  const [command, ...before] = yamllint();
  const args = [...before, "--config-file", join(root, ".yamllint"), "--strict", "--format", "parsable"];
  const { stdout, stderr, status, error } = spawnSync(command, [...args, ...paths], {
    cwd: folder,
    encoding: "utf8",
  });
  if (error !== undefined)
    return [
      "YAML is staged, and yamllint, which checks its style, is not installed: `./plinth test --only yaml` installs it.",
    ];
  const lines = stdout.split("\n").filter(Boolean);
  return status === 0 || lines.length > 0 ? lines : [`yamllint could not be run: ${stderr.trim()}`];
}
