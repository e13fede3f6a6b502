/** Finds the file of waivers where the Pulumi CLI runs the pack. */

import { existsSync, readFileSync, readlinkSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parse } from "yaml";
import { Waivers } from "./waivers";

/** Name of the file beside the program's `Pulumi.yaml`. */
export const waiversFileName = "waivers.yaml";

/** Variable that names another file. */
export const waiversVariable = "PLINTH_WAIVERS";

/** What tells where the program lies: the CLI starts the pack in the pack's own folder. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Folders of the processes that the pack was started by, the CLI's first; none where the system does not tell. */
  readonly folders: readonly string[];
}

/** The surroundings of this process. */
export function surroundings(): Surroundings {
  return { environment: process.env, folders: startersFolders() };
}

/**
 * The CLI works in the folder of `Pulumi.yaml` or below it, and starts a language host, which starts the pack. Linux
 * tells the folders of both; elsewhere `PWD` has to do.
 */
function startersFolders(): readonly string[] {
  try {
    const host = process.ppid;
    const stat = readFileSync(`/proc/${host}/stat`, "utf8");
    // The name of the program stands in brackets before it, and may hold spaces.
    const cli = stat
      .slice(stat.lastIndexOf(")") + 1)
      .trim()
      .split(" ")[1];
    return [`/proc/${cli}/cwd`, `/proc/${host}/cwd`].map((link) => readlinkSync(link));
  } catch {
    return [];
  }
}

/** The waivers that hold here: those of `PLINTH_WAIVERS`, else of `waivers.yaml` beside the program's `Pulumi.yaml`. */
export function waiversHere(place: Surroundings, ruleNames: readonly string[]): Waivers {
  const named = place.environment[waiversVariable];
  if (named !== undefined && named !== "") return namedWaivers(named, place, ruleNames);
  const folder = programFolder(place);
  const path = folder === undefined ? undefined : join(folder, waiversFileName);
  if (path === undefined || !existsSync(path)) return Waivers.none();
  const wrong = "this file cannot be read; let whoever runs the policies read it, or remove it.";
  return readWaivers(waiversFileName, path, ruleNames, wrong);
}

function namedWaivers(named: string, place: Surroundings, ruleNames: readonly string[]): Waivers {
  const path = resolve(place.environment["PWD"] ?? ".", named);
  const wrong = `${waiversVariable} names this file, and it cannot be read; correct the variable or unset it.`;
  return readWaivers(named, path, ruleNames, wrong);
}

/** The waivers of a file; where it cannot be read, none, and a problem that says so. */
function readWaivers(file: string, path: string, ruleNames: readonly string[], wrong: string): Waivers {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return new Waivers({ file, parsed: { waivers: [], problems: [{ line: 1, message: wrong }] } });
  }
  return Waivers.read(file, text, ruleNames);
}

/** The folder of the program that is previewed. The name of its project keeps another project's waivers out. */
function programFolder({ environment, folders }: Surroundings): string | undefined {
  const project = environment["PULUMI_NODEJS_PROJECT"] ?? environment["PULUMI_PROJECT"];
  return [...folders, environment["PWD"]]
    .map((start) => (start === undefined ? undefined : projectFolder(start)))
    .find((folder) => folder !== undefined && projectName(folder) === project);
}

/** The nearest folder with a `Pulumi.yaml`, from a folder upwards, as the CLI finds it. */
function projectFolder(start: string): string | undefined {
  if (existsSync(join(start, "Pulumi.yaml"))) return start;
  const above = dirname(start);
  return above === start ? undefined : projectFolder(above);
}

function projectName(folder: string): unknown {
  try {
    return (parse(readFileSync(join(folder, "Pulumi.yaml"), "utf8")) as { name?: unknown }).name;
  } catch {
    return undefined;
  }
}
