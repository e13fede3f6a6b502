import { spawnSync } from "node:child_process";
import type { Context } from "mocha";
import { skipBecause } from "./skip";

/** Skips the tests where promtool is not installed. */
export function needPromtool(context: Context): void {
  if (spawnSync("promtool", ["--version"]).error !== undefined)
    skipBecause(context, "promtool is not on PATH: install the package prometheus");
}

/** What promtool says, and whether it found all in order. */
export function promtool(
  folder: string,
  ...args: readonly string[]
): { readonly ok: boolean; readonly said: string } {
  const result = spawnSync("promtool", args, { cwd: folder, encoding: "utf8" });
  return { ok: result.status === 0, said: result.stdout + result.stderr };
}
