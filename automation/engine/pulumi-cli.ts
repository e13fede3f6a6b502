/** Finds the Pulumi CLI: on PATH, in Pulumi's own folder, or through the `pulumi` npm package. */

import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { tools } from "../../model/versions";
import { repositoryRoot } from "../paths";
import { run } from "../process";
import type { Refusals } from "../refusals";
import type { Reporter } from "../reporter";
import { isExecutable, isNpmScript, programsNamed } from "./find-program";
import type { Found } from "./find-program";

/** A Pulumi CLI that works. */
export interface PulumiCli {
  /** The program itself. */
  readonly path: string;
  /** Its version, such as `3.265.0`. */
  readonly version: string;
  /** Where it was found, as part of a sentence. */
  readonly origin: string;
}

/** The npm package's download comes from here; if this does not answer, it cannot succeed. */
const downloadSite = "https://get.pulumi.com/install.sh";
/** How long that site may take to answer, in seconds. */
const contactSeconds = 10;
/** How long the download may take once the site has answered, in seconds. */
const downloadSeconds = 240;

/** Pulumi's folder: plugins, credentials and downloaded versions. */
export function pulumiHome(): string {
  return process.env["PULUMI_HOME"] ?? join(homedir(), ".pulumi");
}

/**
 * Finds a Pulumi CLI that runs.
 *
 * @param reporter told before something is downloaded.
 */
export async function findPulumi(refusals: Refusals, reporter: Reporter): Promise<Found<PulumiCli>> {
  // The npm package's script is on PATH under `npm run` and is no CLI: it would download one.
  const onPath = programsNamed("pulumi").filter((path) => !isNpmScript(path));
  for (const path of onPath) {
    const cli = await probe(path, "it is on PATH");
    if (cli !== undefined) return { found: cli };
  }
  for (const path of homePrograms()) {
    const cli = await probe(path, `it is in ${pulumiHome()}`);
    if (cli !== undefined) return { found: cli };
  }
  const fetched = await fetchThroughNpmPackage(refusals, reporter);
  if ("found" in fetched) return fetched;
  const where = onPath.length > 0 ? `${onPath[0]} does not run` : "its CLI is not on PATH";
  return { missing: `${where}, none is in ${pulumiHome()}, and ${fetched.missing}` };
}

/** Programs in Pulumi's folder, the newest version first. */
function homePrograms(): string[] {
  const versions = join(pulumiHome(), "versions");
  const names = existsSync(versions) ? readdirSync(versions) : [];
  const newestFirst = names.sort((a, b) => b.localeCompare(a, "en", { numeric: true }));
  const folders = [pulumiHome(), ...newestFirst.map((name) => join(versions, name))];
  return folders.map((folder) => join(folder, "bin", "pulumi")).filter(isExecutable);
}

/** Asks a program for its version; the answer proves that it is a Pulumi CLI and runs here. */
async function probe(path: string, origin: string): Promise<PulumiCli | undefined> {
  const { exitCode, stdout } = await run(path, ["version"], {
    timeoutSeconds: 15,
    env: { PULUMI_SKIP_UPDATE_CHECK: "true" },
  });
  const version = /^v?(\d+\.\d+\.\d+\S*)/.exec(stdout.trim())?.[1];
  return exitCode === 0 && version !== undefined ? { path, version, origin } : undefined;
}

async function fetchThroughNpmPackage(refusals: Refusals, reporter: Reporter): Promise<Found<PulumiCli>> {
  const script = join(repositoryRoot, "node_modules", "pulumi", "run.js");
  if (!existsSync(script)) return { missing: "the pulumi npm package is not installed" };
  const key = `pulumi-cli@${tools.pulumi}`;
  const before = refusals.recentReason(key);
  if (before !== undefined) return { missing: before };
  const refuse = (reason: string): Found<PulumiCli> => {
    refusals.remember(key, reason);
    return { missing: reason };
  };
  if (!(await answers(downloadSite)))
    return refuse("it cannot be downloaded (get.pulumi.com does not answer)");
  reporter.note(
    `Fetching the Pulumi CLI ${tools.pulumi} through the pulumi npm package into ${pulumiHome()}`,
  );
  const download = await run(process.execPath, [script, "version"], {
    timeoutSeconds: downloadSeconds,
    onLine: (line) => reporter.detail(line),
  });
  const path = join(pulumiHome(), "versions", tools.pulumi, "bin", "pulumi");
  const cli = download.exitCode === 0 ? await probe(path, "the pulumi npm package brought it") : undefined;
  if (cli === undefined) return refuse("its download did not succeed");
  refusals.forget(key);
  return { found: cli };
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(contactSeconds * 1000) });
    return response.ok;
  } catch {
    return false;
  }
}
