/** The real ways of looking for the engines. */

import { Refusals } from "../refusals";
import type { Reporter } from "../reporter";
import type { EngineProbes } from "./choose";
import { findCompose } from "./compose-cli";
import type { ComposeCli } from "./compose-cli";
import { installCompose } from "./docker-engine";
import type { Found } from "./find-program";
import { ensureDockerProvider } from "./provider-plugin";
import { findPulumi } from "./pulumi-cli";
import type { PulumiCli } from "./pulumi-cli";

/**
 * Looks for the engines on this machine.
 *
 * @param earlyCompose a search for Docker Compose that is already under way. @default it starts when it is needed
 */
export function machineProbes(reporter: Reporter, earlyCompose?: Promise<Found<ComposeCli>>): EngineProbes {
  const refusals = new Refusals();
  return {
    pulumi: () => usablePulumi(refusals, reporter),
    compose: async () => {
      const early = await earlyCompose;
      if (early !== undefined && "found" in early) return early;
      // It may have come with the engine since.
      const found = await findCompose();
      if ("found" in found || !(await installCompose(reporter))) return found;
      return findCompose();
    },
  };
}

/** Pulumi is of use only with the plugin of the Docker provider. */
async function usablePulumi(refusals: Refusals, reporter: Reporter): Promise<Found<PulumiCli>> {
  const cli = await findPulumi(refusals, reporter);
  if ("missing" in cli) return cli;
  const provider = await ensureDockerProvider(cli.found, refusals, reporter);
  return "found" in provider ? cli : provider;
}
