/** The platform of a stack, on whatever its target is. */

import * as pulumi from "@pulumi/pulumi";
import type { Config } from "../model/config";

import { isPlinthError } from "../model/errors";
import type * as Eks from "./eks/platform";
import type { EksOutputInputs } from "./eks/platform-reference";
import type { ContainerEngine } from "./local/container-engine";
import type * as Kubernetes from "./k8s/platform";
import type * as Local from "./local/platform";

/** What a stack exports, by its target; docs/reference/outputs.md says what each is. */
export type PlatformOutputs = Local.LocalOutputs | EksOutputInputs | Kubernetes.KubernetesOutputs;

/** What is not config. */
export interface PlatformOptions {
  /** Name of the stack. */
  readonly stack: string;
  /** How containers are watched on the local target. @default Docker's own CLI */
  readonly engine?: ContainerEngine;
}

/**
 * Builds the platform that a stack's config asks for.
 *
 * @throws pulumi.RunError for a compose file that is wrong and the like; Pulumi shows such an error as it is, without
 *   a stack trace.
 */
export function createPlatform(config: Config, options: PlatformOptions): PlatformOutputs {
  try {
    return platformOf(config, options);
  } catch (error) {
    throw isPlinthError(error) ? new pulumi.RunError(error.format()) : error;
  }
}

/** Each target loads its own SDK only: that of AWS takes half a second, which a local stack has no use for. */
function platformOf(config: Config, { stack, engine }: PlatformOptions): PlatformOutputs {
  switch (config.target) {
    case "compose": {
      const { createLocalPlatform } = module.require("./local/platform") as typeof Local;
      return createLocalPlatform(config, engine);
    }
    case "eks": {
      const { EksPlatform } = module.require("./eks/platform") as typeof Eks;
      return new EksPlatform(config.name, { config, stack }).outputs;
    }
    case "kubernetes": {
      const { KubernetesPlatform } = module.require("./k8s/platform") as typeof Kubernetes;
      return new KubernetesPlatform(config.name, { config }).outputs;
    }
  }
}
