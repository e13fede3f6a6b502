/** The programs of the control plane: built where they are missing, and kept for every later run. */

import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isExecutable, programsNamed } from "../../../automation/engine/find-program";
import type { Found } from "../../../automation/engine/find-program";
import { withBuildLock } from "../../../automation/images/build-lock";
import { userCacheFolder } from "../../../automation/paths";
import { lastLines, run } from "../../../automation/process";
import type { ProgramName, Recipe } from "./recipes";
import { recipes as allRecipes } from "./recipes";

/** Path of every program. */
export type Programs = Readonly<Record<ProgramName, string>>;

/** How programs are installed. */
export interface InstallOptions {
  /** Told what is built, and how far it is. */
  readonly write: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
  /** Folder that keeps what was built. @default one below the user's cache folder */
  readonly folder?: string;
  /** What to build. @default everything */
  readonly recipes?: readonly Recipe[];
  /** The Go to build with. @default the first on PATH */
  readonly go?: string | undefined;
}

/** Time between two lines about a build that goes on, in milliseconds. */
const tellEveryMs = 20_000;

/** A workspace or C libraries of the machine's have no part in what is built. */
export const goEnvironment = { GOWORK: "off", CGO_ENABLED: "0" } as const;

/** The folder of what is kept between runs and may be deleted at any time. */
export function cacheFolder(): string {
  return join(userCacheFolder(), "control-plane");
}

/**
 * Every program, built first where it is missing: some minutes, once. Of two processes one builds and the other waits.
 *
 * @returns the reason where there is no Go that can build them.
 * @throws Error where a build fails, with the end of its output; nothing of it is left.
 */
export async function installPrograms(options: InstallOptions): Promise<Found<Programs>> {
  const { folder = cacheFolder(), recipes = allRecipes, write, signal } = options;
  const steps = recipes.flatMap((recipe) =>
    (Object.keys(recipe.packages) as ProgramName[]).map((program) => ({ recipe, program })),
  );
  const pathOf = ({ recipe, program }: Step): string => join(folder, recipe.folder, program);
  const missing = (): Step[] => steps.filter((step) => !isExecutable(pathOf(step)));
  const found = { found: Object.fromEntries(steps.map((step) => [step.program, pathOf(step)])) as Programs };
  if (missing().length === 0) return found;
  const go = options.go ?? programsNamed("go")[0];
  if (go === undefined) return { missing: "Go is not on PATH, and the control plane is built with it" };
  mkdirSync(folder, { recursive: true });
  const onWait = (pid: number): void => write(`Waiting for process ${pid}, which builds the control plane`);
  return withBuildLock(
    async () => {
      const left = missing();
      for (const [index, step] of left.entries()) {
        signal?.throwIfAborted();
        const place = `${step.program} (${index + 1} of ${left.length})`;
        const problem = await build(go, step, pathOf(step), { place, write, signal });
        if (problem !== undefined) return { missing: problem };
      }
      return found;
    },
    { onWait, signal, path: join(folder, "lock") },
  );
}

interface Step {
  readonly recipe: Recipe;
  readonly program: ProgramName;
}

interface Telling {
  /** The step, in words. */
  readonly place: string;
  readonly write: (line: string) => void;
  readonly signal: AbortSignal | undefined;
}

/** Builds aside and renames, so that a program that is there is whole. Returns why this Go cannot build it. */
async function build(
  go: string,
  { recipe, program }: Step,
  path: string,
  { place, write, signal }: Telling,
): Promise<string | undefined> {
  const folder = join(path, "..");
  const aside = join(folder, `.${program}.${process.pid}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "go.mod"), recipe.goMod);
  const env = goEnvironment;
  // It asks for nothing but a Go that is new enough, and one that may fetch a newer Go does so.
  const probe = await run(go, ["list", "-m"], { cwd: folder, env, signal });
  signal?.throwIfAborted();
  if (probe.exitCode !== 0) return `${go} cannot build it: ${lastLines(probe.stderr, 1).join("")}`;
  write(`${place}: building in ${folder}`);
  const startedAt = performance.now();
  const seconds = (): string => `${Math.round((performance.now() - startedAt) / 1000)} s`;
  let packages = 0;
  const ticker = setInterval(() => write(`${place}: ${packages} packages after ${seconds()}`), tellEveryMs);
  try {
    const command = ["build", "-v", ...recipe.flags, "-o", aside, recipe.packages[program] ?? ""];
    const { exitCode, stderr } = await run(go, command, {
      cwd: folder,
      env,
      signal,
      onLine: (line) => {
        if (!line.startsWith("go: ")) packages += 1;
      },
    });
    signal?.throwIfAborted();
    if (exitCode !== 0)
      throw new Error(`${program} could not be built:\n${lastLines(stderr, 10).join("\n")}`);
    renameSync(aside, path);
    write(`${place}: built in ${seconds()}`);
    return undefined;
  } finally {
    clearInterval(ticker);
    rmSync(aside, { force: true });
  }
}
