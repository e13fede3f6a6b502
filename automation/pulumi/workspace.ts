/** The repository's program as a stack of Pulumi's Automation API. */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { LocalWorkspace, PulumiCommand } from "@pulumi/pulumi/automation";
import type { LocalProgramArgs, LocalWorkspaceOptions, Stack } from "@pulumi/pulumi/automation";
import { parseDocument } from "yaml";
import type { PulumiCli } from "../engine/pulumi-cli";
import type { Variables } from "../local/dotenv-file";
import { cacheFolder, repositoryRoot } from "../paths";
import { inOwnGroup } from "./command";
import { pulumiEnvironment } from "./environment";

/** Which stack, and what works on it. */
export interface PulumiStackArgs {
  readonly cli: PulumiCli;
  /** Name of the stack. */
  readonly stack: string;
  /** Values of the compose file's variables, which the program finds in its environment. */
  readonly variables: Variables;
}

/** What Pulumi notes in a stack's file about its encryption. */
const encryptionKeys = ["secretsprovider", "encryptionsalt", "encryptedkey"] as const;

/**
 * Selects the stack, and makes it where it does not exist.
 *
 * Pulumi writes the salt of the passphrase into the stack's file. As every machine has a passphrase of its own, that
 * must not be the committed one: Pulumi works on a copy in `.plinth/`.
 */
export async function openStack(args: PulumiStackArgs): Promise<Stack> {
  return LocalWorkspace.createOrSelectStack(...(await placeOf(args)));
}

/** Selects a stack that exists, to read of it. @throws StackNotFoundError where Pulumi has none of the name. */
export async function selectStack(args: PulumiStackArgs): Promise<Stack> {
  return LocalWorkspace.selectStack(...(await placeOf(args)));
}

/** What the Automation API takes to find a stack, and how it works on it. */
async function placeOf({
  cli,
  stack,
  variables,
}: PulumiStackArgs): Promise<[LocalProgramArgs, LocalWorkspaceOptions]> {
  const workDir = writeWorkDir(stack);
  const command = await PulumiCommand.get({ root: dirname(dirname(cli.path)) });
  const envVars = { ...pulumiEnvironment(), ...variables, PULUMI_SKIP_UPDATE_CHECK: "true" };
  return [
    { stackName: stack, workDir },
    { workDir, pulumiCommand: inOwnGroup(command), envVars },
  ];
}

/** Writes the copies that Pulumi works on, and returns their folder. */
export function writeWorkDir(
  stack: string,
  root: string = repositoryRoot,
  cache: string = cacheFolder,
): string {
  const folder = join(cache, "pulumi", stack);
  mkdirSync(folder, { recursive: true });
  const project = parseDocument(readFileSync(join(root, "Pulumi.yaml"), "utf8"));
  const main = project.get("main");
  project.set("main", relative(folder, join(root, typeof main === "string" ? main : "index.ts")));
  writeFileSync(join(folder, "Pulumi.yaml"), project.toString());
  const file = `Pulumi.${stack}.yaml`;
  writeFileSync(join(folder, file), withEncryption(join(root, file), join(folder, file)));
  return folder;
}

/** The committed file's text, with the encryption that the copy has and the committed file has not. */
function withEncryption(committed: string, copy: string): string {
  const settings = parseDocument(readFileSync(committed, "utf8"));
  if (encryptionKeys.some((key) => settings.has(key)) || !existsSync(copy)) return settings.toString();
  const before = parseDocument(readFileSync(copy, "utf8"));
  for (const key of encryptionKeys) if (before.has(key)) settings.set(key, before.get(key));
  return settings.toString();
}
