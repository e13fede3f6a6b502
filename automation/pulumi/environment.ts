/** Where Pulumi keeps the state, with which passphrase it protects secrets, and how much it does at once. */

import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, linkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { PlinthError } from "../../model/errors";
import { pulumiHome } from "../engine/pulumi-cli";
import { cachePath } from "../paths";

/** Variables of a Pulumi process. */
export type PulumiEnvironment = Readonly<Record<string, string>>;

/**
 * Operations at once. Pulumi's own number is four for each processor of the machine that it runs on, and its operations
 * spend their time waiting for a cluster: on two processors this many bring a stack up in half the time.
 */
const PARALLEL = 64;

/** The environment that decides, and where our own state and passphrase lie. */
export interface PulumiEnvironmentArgs {
  /** @default that of this process */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** @default .plinth/state */
  readonly stateDir?: string;
  /** @default .plinth/passphrase */
  readonly passphraseFile?: string;
}

/**
 * The variables that Pulumi needs beside those that the user has set. A backend that the user is logged in to is
 * respected, and so is the user's passphrase; else the state lies in `.plinth/state`, under a generated passphrase.
 *
 * @throws PlinthError passphrase-wrong where there is a state of ours but its passphrase is gone.
 */
export function pulumiEnvironment(args: PulumiEnvironmentArgs = {}): PulumiEnvironment {
  const environment = args.environment ?? process.env;
  const stateDir = args.stateDir ?? cachePath("state");
  const passphraseFile = args.passphraseFile ?? cachePath("passphrase");
  const backend = chosenBackend(environment);
  const variables: Record<string, string> = {};
  if ((environment["PULUMI_PARALLEL"] ?? "") === "") variables["PULUMI_PARALLEL"] = String(PARALLEL);
  if (backend === undefined) {
    mkdirSync(stateDir, { recursive: true, mode: 0o700 });
    variables["PULUMI_BACKEND_URL"] = pathToFileURL(stateDir).href;
  }
  if (needsPassphrase(environment, backend)) {
    ensurePassphrase(passphraseFile, backend === undefined ? stateDir : undefined);
    variables["PULUMI_CONFIG_PASSPHRASE_FILE"] = passphraseFile;
  }
  return variables;
}

/** The backend that the user has chosen, or `undefined` for none. */
function chosenBackend(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const url = environment["PULUMI_BACKEND_URL"];
  if (url !== undefined && url !== "") return url;
  if ((environment["PULUMI_ACCESS_TOKEN"] ?? "") !== "")
    return environment["PULUMI_API"] ?? "https://api.pulumi.com";
  return loggedInBackend(environment["PULUMI_HOME"] ?? pulumiHome());
}

/** What `pulumi login` has written down. */
function loggedInBackend(home: string): string | undefined {
  try {
    const text = readFileSync(join(home, "credentials.json"), "utf8");
    const { current } = JSON.parse(text) as { current?: string };
    return current === undefined || current === "" ? undefined : current;
  } catch {
    return undefined;
  }
}

/** Pulumi's own service encrypts secrets itself; every other backend needs a passphrase. */
function needsPassphrase(
  environment: Readonly<Record<string, string | undefined>>,
  backend: string | undefined,
): boolean {
  const given = ["PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"];
  if (given.some((name) => environment[name] !== undefined)) return false;
  return backend === undefined || !/^https?:/.test(backend);
}

/** Makes the passphrase once. It appears complete or not at all, and is never replaced. */
function ensurePassphrase(path: string, stateDir: string | undefined): void {
  if (existsSync(path)) return;
  if (stateDir !== undefined && hasStacks(stateDir))
    throw new PlinthError(
      "passphrase-wrong",
      `The passphrase of the state in ${stateDir} is gone: ${path} is missing.`,
      {
        fix: `Put the file back from a backup, or give the passphrase in PULUMI_CONFIG_PASSPHRASE. Nothing was changed.`,
      },
    );
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, `${randomBytes(32).toString("hex")}\n`, { mode: 0o600 });
  try {
    linkSync(temporary, path);
  } catch (error) {
    // Another ./plinth was faster: its passphrase counts.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

function hasStacks(stateDir: string): boolean {
  const stacks = join(stateDir, ".pulumi", "stacks");
  return (
    existsSync(stacks) &&
    readdirSync(stacks, { recursive: true }).some((name) => String(name).endsWith(".json"))
  );
}
