/** Prometheus's own tools for the tests of alerts: those on PATH, or those of Debian's packages, unpacked and not installed. */

import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { run } from "../process";
import { userCacheFolder } from "../paths";
import { tool } from "./tools";
import type { PartContext } from "./tools";

/** A tool of each package, by the package. */
const packages = { prometheus: "promtool", "prometheus-alertmanager": "amtool" } as const;

/** A PATH on which the tools are, or why there is none. */
export type PrometheusTools = { readonly path: string } | { readonly problem: string };

/**
 * Provides promtool and amtool. An installed package would start its service; an unpacked one does not, and needs no
 * rights on the machine.
 *
 * @param folder that packages are unpacked into. @default one below the user's cache folder
 */
export async function prometheusTools(
  context: PartContext,
  folder = join(userCacheFolder(), "prometheus-tools"),
): Promise<PrometheusTools> {
  const path = [process.env["PATH"] ?? "", join(folder, "usr", "bin")].join(delimiter);
  if (await areThere(path)) return { path };
  const problem = await unpack(context, folder);
  if (problem !== undefined) return { problem };
  return (await areThere(path)) ? { path } : { problem: "the unpacked tools of Prometheus do not start" };
}

/** Whether every tool answers. */
async function areThere(path: string): Promise<boolean> {
  const answers = Object.values(packages).map((name) => run(name, ["--version"], { env: { PATH: path } }));
  return (await Promise.all(answers)).every(({ exitCode }) => exitCode === 0);
}

/** Unpacks the packages into a folder, which is whole or not there. Returns why it could not. */
async function unpack(context: PartContext, folder: string): Promise<string | undefined> {
  const made = `${folder}.${String(process.pid)}`;
  const names = Object.keys(packages);
  mkdirSync(made, { recursive: true });
  try {
    const got = await run("apt-get", ["download", ...names], { cwd: made });
    if (got.exitCode !== 0)
      return `promtool is not on PATH, and apt-get cannot download ${names.join(" and ")}`;
    for (const file of readdirSync(made)) {
      const { exitCode } = await tool(context, ["dpkg-deb", "-x", join(made, file), made]);
      if (exitCode !== 0) return `dpkg-deb cannot unpack ${file}`;
    }
    if (existsSync(folder)) rmSync(folder, { recursive: true });
    renameSync(made, folder);
    return undefined;
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}
