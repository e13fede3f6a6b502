/** Finds Docker Compose: the plugin of the docker command, or a program of its own. */

import { tools } from "../../model/versions";
import { run } from "../process";
import type { Found } from "./find-program";

/** A Docker Compose that works. */
export interface ComposeCli {
  /** Program and first arguments, such as `["docker", "compose"]`. */
  readonly command: readonly [string, ...string[]];
  /** Its version, such as `1.29.2`. */
  readonly version: string;
}

/** Finds a Docker Compose that is new enough; the plugin is preferred. */
export async function findCompose(): Promise<Found<ComposeCli>> {
  const tooOld: string[] = [];
  for (const command of [["docker", "compose"], ["docker-compose"]] as const) {
    const [file, ...first] = command;
    const { exitCode, stdout } = await run(file, [...first, "version", "--short"], { timeoutSeconds: 30 });
    const version = /^v?(\d+\.\d+\.\d+\S*)/.exec(stdout.trim())?.[1];
    if (exitCode !== 0 || version === undefined) continue;
    if (isAtLeast(version, tools.composeMinimum)) return { found: { command, version } };
    tooOld.push(`\`${command.join(" ")}\` is ${version}`);
  }
  if (tooOld.length > 0)
    return { missing: `${tooOld.join(", ")}, and ${tools.composeMinimum} or newer is needed` };
  return { missing: "neither `docker compose` nor `docker-compose` works" };
}

/** Compares the first two numbers of two versions. */
export function isAtLeast(version: string, minimum: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [needMajor = 0, needMinor = 0] = minimum.split(".").map(Number);
  return major > needMajor || (major === needMajor && minor >= needMinor);
}
