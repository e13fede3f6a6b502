/** A stack's config, read from its file without the Pulumi CLI. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parse, YAMLParseError } from "yaml";
import { readEnvFile } from "../../components/local/env-file";
import { stackVariables } from "../../components/local/stack-variables";
import { loadConfig, rawFromStackYaml } from "../../model/config";
import type { ComposeConfig, Config } from "../../model/config";
import { PlinthError } from "../../model/errors";
import { nearest } from "../../model/nearest";
import type { ImageMode } from "../../model/versions";
import { repositoryRoot } from "../paths";
import type { Variables } from "./dotenv-file";

/** A stack of the `compose` target. */
export interface LocalStack {
  /** Name of the stack, as in `Pulumi.<stack>.yaml`. */
  readonly name: string;
  readonly config: ComposeConfig;
  /** Path of the compose file. */
  readonly composeFile: string;
  /** Path of the `.env` file that Docker Compose reads by itself. */
  readonly dotenvFile: string;
}

/** The values of the compose file's variables, and where they are not the config's. */
export interface ResolvedVariables {
  readonly values: Variables;
  /** Names of the variables that the environment or the user's own `.env` sets, with the place that set it. */
  readonly overrides: ReadonlyMap<string, "environment" | ".env">;
  /** True where the `.env` was written by the user. */
  readonly dotenvIsForeign: boolean;
}

/** Names of the stacks that have a file, in alphabetical order. */
export function stackNames(root: string = repositoryRoot): string[] {
  return readdirSync(root)
    .map((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1])
    .filter((name) => name !== undefined)
    .sort();
}

/**
 * Reads and judges a stack's config.
 *
 * @throws PlinthError config-missing for an unknown stack, with those that exist; config-invalid with every mistake.
 */
export function loadStackConfig(name: string, root: string = repositoryRoot): Config {
  const file = `Pulumi.${name}.yaml`;
  // A name with a slash would be a path, and the file of something else.
  if (!/^[A-Za-z0-9_.-]+$/.test(name) || !existsSync(join(root, file))) throw unknownStack(name, root);
  return loadConfig(rawFromStackYaml(parseYaml(join(root, file), file), name), { stack: name });
}

function unknownStack(name: string, root: string): PlinthError {
  const names = stackNames(root);
  const suggestion = nearest(name, names);
  const meant = suggestion === undefined ? "" : `Did you mean \`${suggestion}\`? `;
  return new PlinthError("config-missing", `There is no stack '${name}': no file Pulumi.${name}.yaml.`, {
    fix: `${meant}The stacks are: ${names.join(", ") || "none"}. To make one, copy Pulumi.dev.yaml.`,
  });
}

function parseYaml(path: string, file: string): unknown {
  try {
    return parse(readFileSync(path, "utf8")) as unknown;
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    const line = error.linePos?.[0].line;
    const [reason = ""] = error.message.split("\n");
    throw new PlinthError(
      "config-invalid",
      `${file}${line === undefined ? "" : `:${line}`} is not YAML: ${reason}`,
      {
        fix: `Correct the line; Pulumi.dev.yaml is an example.`,
        cause: error,
      },
    );
  }
}

/**
 * The stack of the `compose` target with this name.
 *
 * @throws PlinthError as `loadStackConfig`; target-unavailable for a stack of another target.
 */
export function loadLocalStack(name: string, root: string = repositoryRoot): LocalStack {
  const config = loadStackConfig(name, root);
  if (config.target !== "compose")
    throw new PlinthError(
      "target-unavailable",
      `The stack ${name} has plinth:target ${config.target}, and this command works on the target compose only.`,
      {
        fix: `A stack on AWS is brought up by \`pulumi up --stack ${name}\`, and looked at before by \`./plinth preview ${name}\`. The stacks are: ${stackNames(root).join(", ")}.`,
      },
    );
  const composeFile = resolve(root, config.composeFile);
  return { name, config, composeFile, dotenvFile: join(dirname(composeFile), ".env") };
}

/**
 * The values of the compose file's variables. As with a bare `docker compose`, the environment wins over the user's
 * own `.env`, which wins over the config.
 *
 * @throws PlinthError compose-invalid where the `.env` cannot be read.
 */
export function resolveVariables(
  stack: LocalStack,
  imageMode: ImageMode,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): ResolvedVariables {
  const envFile = readEnvFile(stack.composeFile);
  const config = { ...stack.config, images: imageMode };
  const values = stackVariables(config, { envFile, environment, user: invokingUser() });
  const own = stackVariables(config, { envFile: undefined, environment: {}, user: invokingUser() });
  const changed = Object.keys(own).filter((name) => name !== "PLINTH_IMAGES" && values[name] !== own[name]);
  return {
    // It is a record of the choice, and the choice is made.
    values: { ...values, PLINTH_IMAGES: imageMode },
    overrides: new Map(
      changed.map((name) => [name, environment[name] === undefined ? ".env" : "environment"]),
    ),
    dotenvIsForeign: envFile?.foreign === true,
  };
}

function invokingUser(): { uid: number; gid: number } | undefined {
  const { getuid, getgid } = process;
  return getuid === undefined || getgid === undefined ? undefined : { uid: getuid(), gid: getgid() };
}

/** Path of the stack's data folder, where the variables say it is. */
export function dataDirOf(stack: LocalStack, variables: Variables): string {
  return resolve(dirname(stack.composeFile), variables["PLINTH_DATA_DIR"] ?? join(repositoryRoot, "data"));
}
