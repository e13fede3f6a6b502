/** A local stack as its config asks for it. */

import { dirname, join, resolve } from "node:path";
import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { ComposeConfig } from "../../model/config";
import { serviceUrls } from "../../model/service-urls";
import { ComposeStack } from "./compose-stack";
import { DockerCli } from "./container-engine";
import type { ContainerEngine } from "./container-engine";
import { chosenContext } from "./docker-context";
import { readEnvFile } from "./env-file";
import { stackVariables } from "./stack-variables";

/** What a local stack exports. */
export interface LocalOutputs {
  /** URLs of the services by their name. */
  readonly urls: pulumi.Output<Readonly<Record<string, string>>>;
  /** Base URL of the router's OpenAI-compatible API. */
  readonly routerBaseUrl: pulumi.Output<string | undefined>;
  /** Folder of the files with the services' credentials. */
  readonly credentialsDir: pulumi.Output<string | undefined>;
}

/** Folder that the config's relative paths begin in. */
const REPOSITORY = join(__dirname, "../..");

/**
 * Builds a local stack.
 *
 * @param engine how containers are watched. @default Docker's own CLI
 * @throws PlinthError for a compose file that is wrong.
 */
export function createLocalPlatform(
  config: ComposeConfig,
  engine: ContainerEngine = new DockerCli(),
): LocalOutputs {
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
  const {
    urls: served,
    routerBaseUrl,
    credentialsDir,
  } = new ComposeStack(
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
  return { urls: served, routerBaseUrl, credentialsDir };
}
