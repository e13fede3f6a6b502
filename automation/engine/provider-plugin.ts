/** Plugins of Pulumi's providers, without which it cannot make what they make: a container, a cluster. */

import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../paths";
import { lastLines, run } from "../process";
import type { Refusals } from "../refusals";
import type { Reporter } from "../reporter";
import { programsNamed } from "./find-program";
import type { Found } from "./find-program";
import { pulumiHome } from "./pulumi-cli";
import type { PulumiCli } from "./pulumi-cli";

/** How long the plugin's download may take, in seconds. */
const downloadSeconds = 120;

/** A provider by the name of its package, and its name for people. */
const titles = { docker: "Docker", eks: "EKS", kubernetes: "Kubernetes" } as const;

/** A provider that a program here is written against. */
export type ProviderName = keyof typeof titles;

/** Version of the provider that the program is written against. */
function providerVersion(provider: ProviderName): string {
  const path = join(repositoryRoot, "node_modules", "@pulumi", provider, "package.json");
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Finds the Docker provider's plugin, or installs it with the CLI; returns where it is. */
export function ensureDockerProvider(
  cli: PulumiCli,
  refusals: Refusals,
  reporter: Reporter,
): Promise<Found<string>> {
  return ensureProvider("docker", cli, refusals, reporter);
}

/** Finds a provider's plugin, or installs it with the CLI; returns where it is. */
export async function ensureProvider(
  provider: ProviderName,
  cli: PulumiCli,
  refusals: Refusals,
  reporter: Reporter,
): Promise<Found<string>> {
  const version = providerVersion(provider);
  const installed = join(pulumiHome(), "plugins", `resource-${provider}-v${version}`);
  if (isFolder(installed)) return { found: installed };
  // Pulumi takes a plugin from PATH, or from beside its own program, before it looks for an installed one.
  const ambient = programsNamed(`pulumi-resource-${provider}`)[0];
  if (ambient !== undefined) return { found: ambient };
  const key = `pulumi-resource-${provider}@${version}`;
  const before = refusals.recentReason(key);
  if (before !== undefined) return { missing: before };
  reporter.note(`Installing Pulumi's ${titles[provider]} provider ${version} into ${pulumiHome()}`);
  const finished = await run(cli.path, ["plugin", "install", "resource", provider, version], {
    timeoutSeconds: downloadSeconds,
    onLine: (line) => reporter.detail(line),
  });
  if (finished.exitCode === 0) {
    refusals.forget(key);
    return { found: installed };
  }
  const said = finished.timedOut ? "no answer" : (lastLines(finished.stderr, 1)[0] ?? "no message");
  const reason = `its ${titles[provider]} provider ${version} cannot be downloaded (${said})`;
  refusals.remember(key, reason);
  return { missing: reason };
}
