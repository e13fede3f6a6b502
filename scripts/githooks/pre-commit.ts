/** The hook `pre-commit`: refuses a commit with a secret in it, or with YAML that yamllint complains of. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { secretsIn } from "./secrets";
import { isYaml, stagedFiles } from "./staged";
import { yamlStyle } from "./yaml-style";

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "plinth-staged-"));
  try {
    const files = stagedFiles(folder);
    const style = yamlStyle(folder, [...files.keys()].filter(isYaml));
    const secrets = (await secretsIn(files)).map(({ file, line, message }) => `${file}:${line}: ${message}`);
    const problems = [...secrets, ...style];
    if (problems.length === 0) return;
    console.error([...problems, "Nothing was committed."].join("\n"));
    process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
