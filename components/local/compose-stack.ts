/** A compose file's services on this machine's Docker engine. */

import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { startOrder } from "../../model/compose";
import type { ComposeModel, ServiceModel } from "../../model/compose";
import { isPlinthError } from "../../model/errors";
import { readComposeFile } from "./compose-file";
import { containerArgs, definitionHash } from "./container-args";
import type { ContainerContext } from "./container-args";
import { DockerCli } from "./container-engine";
import type { ContainerEngine, EngineSurvey } from "./container-engine";
import { Gates } from "./gates";
import { createImages, imageReferences } from "./stack-images";
import { createNetworks, createVolumes } from "./stack-networks";

/** Arguments of a `ComposeStack`. */
export interface ComposeStackArgs {
  /** The compose file: an absolute path, or one relative to the program's folder. */
  readonly composeFile: string;
  /**
   * Values of the file's variables. They end up in the stack's state as plain text, so no secret belongs here: secrets
   * are files that the services mount.
   *
   * @default every variable has the default that the file gives it
   */
  readonly variables?: Readonly<Record<string, string>>;
  /**
   * Profiles whose services are wanted beside those without a profile.
   *
   * @default those in the variable COMPOSE_PROFILES, else none
   */
  readonly profiles?: readonly string[];
  /**
   * URLs of the services by their name, to be given out when all services are ready.
   *
   * @default none
   */
  readonly urls?: pulumi.Input<Readonly<Record<string, string>>>;
  /**
   * Base URL of the OpenAI-compatible API, to be given out when all services are ready.
   *
   * @default none is given out
   */
  readonly routerBaseUrl?: pulumi.Input<string>;
  /**
   * Folder of the files with the services' credentials, to be given out when all services are ready.
   *
   * @default none is given out
   */
  readonly credentialsDir?: pulumi.Input<string>;
  /**
   * How containers are watched.
   *
   * @default through the `docker` command
   */
  readonly engine?: ContainerEngine;
}

const TYPE = "plinth:local:ComposeStack";

/**
 * The services of a compose file as containers, with their networks, volumes and images.
 *
 * Docker Compose and this component read the same file and make the same containers of it. A container is created when
 * what it depends on is ready: healthy for `service_healthy`, ended with exit code 0 for
 * `service_completed_successfully`. As with `docker compose up`, every `up` starts containers again that have ended, the
 * one-shots among them, and builds an image only where it is missing; neither is a change of a resource.
 *
 * A changed file behind a bind mount does not replace the container that mounts it: Compose does not look into mounted
 * files either. Restart the container, or name the new content in the compose file.
 *
 * @example
 * const stack = new ComposeStack("plinth", {
 *   composeFile: "docker-compose/docker-compose.minimal.yaml",
 *   variables: { PLINTH_NAME: "plinth" },
 * });
 */
export class ComposeStack extends pulumi.ComponentResource {
  /** URLs of the services by their name; known when all services are ready. */
  readonly urls: pulumi.Output<Readonly<Record<string, string>>>;
  /** Base URL of the OpenAI-compatible API; known when all services are ready. */
  readonly routerBaseUrl: pulumi.Output<string | undefined>;
  /** Folder of the files with the services' credentials. */
  readonly credentialsDir: pulumi.Output<string | undefined>;
  /** Containers by the name of their service. */
  readonly containers: Readonly<Record<string, docker.Container>>;

  /**
   * @throws PlinthError `compose-invalid` or `compose-unsupported-key` where the file is wrong; `docker-missing` or
   *   `engine-unreachable` where there is no engine, except in a preview. While services come up: `service-unhealthy`
   *   with the end of the service's log.
   */
  constructor(name: string, args: ComposeStackArgs, options: pulumi.ComponentResourceOptions = {}) {
    super(TYPE, name, {}, options);
    const { composeFile, variables = {}, profiles, engine = new DockerCli() } = args;
    const model = readComposeFile(composeFile, variables, profiles === undefined ? {} : { profiles });
    this.warnOfUnset(model, composeFile);

    const gates = new Gates(engine);
    this.containers = this.createContainers(name, model, engine, gates);

    const ready = gates.all();
    this.urls = pulumi.all([args.urls ?? {}, ready]).apply(([urls]) => urls);
    this.routerBaseUrl = pulumi.all([args.routerBaseUrl, ready]).apply(([url]) => url);
    this.credentialsDir = pulumi.all([args.credentialsDir, ready]).apply(([folder]) => folder);
    this.registerOutputs({
      urls: this.urls,
      routerBaseUrl: this.routerBaseUrl,
      credentialsDir: this.credentialsDir,
    });
  }

  private createContainers(
    name: string,
    model: ComposeModel,
    engine: ContainerEngine,
    gates: Gates,
  ): Record<string, docker.Container> {
    const child: pulumi.CustomResourceOptions = { parent: this };
    const survey = this.survey(engine, imageReferences(model.services));
    const images = createImages(name, model.services, survey.images, child);
    const shared = {
      networkNames: createNetworks(name, model.networks, child),
      volumeNames: createVolumes(name, model.volumes, child),
      swapLimit: (swapMiB: number) => (survey.limitsSwap ? swapMiB : -1),
    };
    const containers: Record<string, docker.Container> = {};
    for (const service of startOrder(model.services)) {
      const context: ContainerContext = {
        ...shared,
        image: images.get(service.image) ?? service.image,
        labels: {
          "plinth.stack": pulumi.getStack(),
          "plinth.service": service.id,
          "plinth.definition": definitionHash(service),
        },
      };
      const container = this.createContainer(name, service, context, gates);
      containers[service.id] = container;
      gates.add(service, container);
    }
    return containers;
  }

  /** A preview changes nothing, so that an engine that does not answer is no reason to say nothing at all. */
  private survey(engine: ContainerEngine, references: readonly string[]): EngineSurvey {
    try {
      return engine.survey(references);
    } catch (error) {
      const isAway =
        isPlinthError(error) && (error.code === "engine-unreachable" || error.code === "docker-missing");
      if (!isAway || !pulumi.runtime.isDryRun()) throw error;
      void pulumi.log.warn(`${error.message} The preview takes every image for one that is missing.`, this);
      return { images: new Map(), limitsSwap: true };
    }
  }

  private createContainer(
    name: string,
    service: ServiceModel,
    context: ContainerContext,
    gates: Gates,
  ): docker.Container {
    return new docker.Container(`${name}-${service.id}`, containerArgs(service, context), {
      parent: this,
      dependsOn: gates.before(service),
      // Two containers cannot have one name.
      deleteBeforeReplace: true,
    });
  }

  private warnOfUnset({ unsetVariables }: ComposeModel, composeFile: string): void {
    if (unsetVariables.length === 0) return;
    const names = unsetVariables.join(", ");
    void pulumi.log.warn(
      `${composeFile} uses variables without a value or default, so they are empty: ${names}`,
      this,
    );
  }
}
