/** The npm packages of a folder that is no workspace of this repository, exactly as its own lock file has them. */

import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { withBuildLock } from "../images/build-lock";
import { cachePath, repositoryRoot } from "../paths";
import { tool } from "./tools";
import type { PartContext } from "./tools";

/** Whether the packages are there; else why not, and whether that is a mistake of the folder and not of the network. */
export type Packages = { readonly installed: true } | { readonly problem: string; readonly ours: boolean };

/** Written last, with the hash of what was installed. */
const MARKER = join("node_modules", ".plinth-lock");

/**
 * npm's words for a lock that does not fit its package.json, or packages that are not those that were locked.
 * @see https://docs.npmjs.com/cli/v11/commands/npm-ci
 */
const OURS = new Set(["EUSAGE", "EINTEGRITY", "ERESOLVE", "EOVERRIDE", "EJSONPARSE", "EBADENGINE"]);

/**
 * Makes sure that a folder's packages are those of its lock. Of two processes one installs and the other waits.
 * @param folder relative to the repository root
 */
export function installPackages(context: PartContext, folder: string): Promise<Packages> {
  const path = resolve(repositoryRoot, folder);
  const onWait = (pid: number): void =>
    context.write(`Waiting for process ${pid}, which installs ${folder} too`);
  const lock = cachePath("locks", `packages-${basename(path)}.lock`);
  return withBuildLock(() => install(context, path), { onWait, signal: context.signal, path: lock });
}

async function install(context: PartContext, path: string): Promise<Packages> {
  const hash = hashOf(path);
  const marker = join(path, MARKER);
  if (existsSync(marker) && readFileSync(marker, "utf8") === hash) return { installed: true };
  context.write(`Installing the packages of ${path}`);
  const options = ["--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries", "1"];
  const { exitCode, stderr } = await tool(context, ["npm", "ci", ...options], {
    folder: relative(repositoryRoot, path),
  });
  if (exitCode !== 0) return problemIn(stderr);
  writeFileSync(marker, hash);
  return { installed: true };
}

/** What decides on the packages: what is asked for, what is locked, and for which machine. */
function hashOf(path: string): string {
  const hash = createHash("sha256").update(`${process.platform} ${process.arch}`);
  for (const file of ["package.json", "package-lock.json"]) hash.update(readFileSync(join(path, file)));
  return hash.digest("hex");
}

function problemIn(stderr: string): Packages {
  const lines = stderr.split("\n").flatMap((line) => /^npm error (.*\S)/.exec(line)?.[1] ?? []);
  const code = lines.flatMap((line) => /^code (\w+)$/.exec(line)?.[1] ?? [])[0] ?? "";
  const sentence = lines.find((line) => line.split(" ").length > 4) ?? stderr.trim();
  return {
    problem: `\`npm ci\` failed${code === "" ? "" : ` (${code})`}: ${sentence}`,
    ours: OURS.has(code),
  };
}
