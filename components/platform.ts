/** The platform of a stack, on whatever its target is. */

import { dirname, join, resolve } from "node:path";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { ComposeConfig, Config } from "../model/config";
import { isPlinthError, PlinthError } from "../model/errors";
import { serviceUrls } from "../model/service-urls";
import { ComposeStack } from "./local/compose-stack";
import { DockerCli } from "./local/container-engine";
import type { ContainerEngine } from "./local/container-engine";
import { chosenContext } from "./local/docker-context";
import { readEnvFile } from "./local/env-file";
import { stackVariables } from "./local/stack-variables";

/** What a platform tells its users. */
export interface Platform {
  /** URLs of the services by their name. */
  readonly urls: pulumi.Output<Readonly<Record<string, string>>>;
  /** Base URL of the router's OpenAI-compatible API. */
  readonly routerBaseUrl: pulumi.Output<string | undefined>;
  /** Folder of the files with the services' credentials. */
  readonly credentialsDir: pulumi.Output<string | undefined>;
}

/** Folder that the config's relative paths begin in. */
const REPOSITORY = join(__dirname, "..");

/**
 * Builds the platform that a stack's config asks for.
 *
 * @param engine how containers are watched on the local target.
 * @throws pulumi.RunError for a target that this version does not build, a compose file that is wrong and the like;
 *   Pulumi shows such an error as it is, without a stack trace.
 */
export function createPlatform(config: Config, engine: ContainerEngine = new DockerCli()): Platform {
  try {
    return platformOf(config, engine);
  } catch (error) {
    throw isPlinthError(error) ? new pulumi.RunError(error.format()) : error;
  }
}

function platformOf(config: Config, engine: ContainerEngine): Platform {
  switch (config.target) {
    case "compose":
      return createLocalPlatform(config, engine);
    case "eks":
      throw new PlinthError(
        "target-unavailable",
        "The stack has plinth:target eks, and this version of Plinth builds the target compose only.",
      );
  }
}

function createLocalPlatform(config: ComposeConfig, engine: ContainerEngine): Platform {
  const composeFile = resolve(REPOSITORY, config.composeFile);
  const { getuid, getgid } = process;
  const variables = stackVariables(config, {
    envFile: readEnvFile(composeFile),
    environment: process.env,
    user: getuid && getgid && { uid: getuid(), gid: getgid() },
  });
  const urls = serviceUrls(variables);
  const context = chosenContext(process.env);
  const provider =
    context === undefined ? undefined : new docker.Provider(`${config.name}-engine`, { context });
  return new ComposeStack(
    config.name,
    {
      composeFile,
      variables,
      urls,
      routerBaseUrl: urls.router,
      engine,
      credentialsDir: resolve(
        dirname(composeFile),
        variables["PLINTH_DATA_DIR"] ?? config.dataDir,
        "secrets",
      ),
    },
    provider === undefined ? {} : { providers: [provider] },
  );
}
