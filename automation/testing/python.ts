/** Environments of Python with exactly what a lock file asks for, kept between runs and shared by every checkout. */

import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, join, resolve } from "node:path";
import { withBuildLock } from "../images/build-lock";
import { cachePath, repositoryRoot, userCacheFolder } from "../paths";
import { run } from "../process";
import { tool } from "./tools";
import type { PartContext } from "./tools";

/** An environment's Python, or why there is none. */
export type PythonEnvironment = { readonly python: string } | { readonly problem: string };

/** Where environments are. */
interface EnvironmentPlaces {
  /** Folder of all of them. @default one below the user's cache folder */
  readonly folder?: string;
  /** Link to the one in use, for hooks and for people. @default one in the cache folder of this checkout */
  readonly link?: string;
}

/** Written last, so that a folder that has it is whole; its time is that of the last use. */
const MARKER = "complete";

/** An environment that nobody used for so long is taken away, in days. */
const KEEP_DAYS = 30;

/**
 * The Python of an environment that has what a lock file asks for; made first where it is missing. Of two processes one
 * makes it and the other waits.
 *
 * @param name what the environment is for, as in its folder's name
 * @param lockFile with hashes; relative to the repository root
 */
export async function pythonEnvironment(
  context: PartContext,
  name: string,
  lockFile: string,
  { folder = join(userCacheFolder(), "python"), link = cachePath(`venv-${name}`) }: EnvironmentPlaces = {},
): Promise<PythonEnvironment> {
  const version = await run("python3", ["-c", "import sys; print(sys.version, sys.executable)"], {
    signal: context.signal,
  });
  if (version.exitCode !== 0)
    return { problem: "python3 is not on PATH, and the tests in Python need 3.11 or newer" };
  const hash = createHash("sha256")
    .update(readFileSync(resolve(repositoryRoot, lockFile)))
    .update(version.stdout)
    .digest("hex");
  const environment = join(folder, `${name}-${hash.slice(0, 16)}`);
  const python = join(environment, "bin", "python");
  mkdirSync(folder, { recursive: true });
  const onWait = (pid: number): void =>
    context.write(`Waiting for process ${pid}, which installs ${lockFile} too`);
  const problem = await withBuildLock(
    () => install(context, environment, { python, lockFile }),
    // The lock stands beside the environment: its folder is emptied before it is made.
    { onWait, signal: context.signal, path: `${environment}.lock` },
  );
  if (problem !== undefined) return { problem };
  writeFileSync(join(environment, MARKER), "");
  rmSync(link, { recursive: true, force: true });
  symlinkSync(environment, link);
  removeUnused(folder, environment);
  return { python };
}

/** Makes an environment that is not whole. Returns why it could not. */
async function install(
  context: PartContext,
  environment: string,
  { python, lockFile }: { readonly python: string; readonly lockFile: string },
): Promise<string | undefined> {
  if (existsSync(join(environment, MARKER))) return undefined;
  context.write(`Installing ${lockFile} into ${environment}`);
  rmSync(environment, { recursive: true, force: true });
  const quiet = ["--quiet", "--disable-pip-version-check"];
  const steps: readonly (readonly [string, ...string[]])[] = [
    ["python3", "-m", "venv", environment],
    [python, "-m", "pip", "install", ...quiet, "--require-hashes", "-r", lockFile],
  ];
  for (const step of steps) {
    const { exitCode, stderr } = await tool(context, step);
    if (exitCode !== 0) return `\`${step.join(" ")}\` failed: ${stderr.trim().split("\n").at(-1) ?? ""}`;
  }
  return undefined;
}

/** Takes away the environments that another lock file or another Python once had, and that nobody uses any more. */
function removeUnused(folder: string, used: string): void {
  const oldest = Date.now() - KEEP_DAYS * 86_400_000;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const marker = join(folder, entry.name, MARKER);
    if (!entry.isDirectory() || entry.name === basename(used) || !existsSync(marker)) continue;
    if (statSync(marker).mtimeMs < oldest) rmSync(join(folder, entry.name), { recursive: true, force: true });
  }
}
