/** The one place that decides which engine brings a stack up. */

import { PlinthError } from "../../model/errors";
import type { ComposeCli } from "./compose-cli";
import type { Found } from "./find-program";
import type { PulumiCli } from "./pulumi-cli";

/** Names of the engines. */
export type EngineName = "pulumi" | "compose";

/** What the user may ask for. */
export const engineRequests = ["auto", "pulumi", "compose"] as const;

/** What the user asked for. */
export type EngineRequest = (typeof engineRequests)[number];

/** The engine that a stack's containers were made by. */
export interface EngineOwner {
  readonly engine: EngineName;
  /** Compose's project name, or Pulumi's stack name. */
  readonly name: string;
}

/** The decision, with its reason as part of a sentence. */
export type EngineChoice = { readonly reason: string } & (
  | { readonly engine: "pulumi"; readonly cli: PulumiCli }
  | { readonly engine: "compose"; readonly cli: ComposeCli }
);

/** How the engines are looked for; each is only asked when its answer matters. */
export interface EngineProbes {
  /** Pulumi's CLI together with the provider's plugin. */
  readonly pulumi: () => Promise<Found<PulumiCli>>;
  readonly compose: () => Promise<Found<ComposeCli>>;
}

const title = { pulumi: "Pulumi", compose: "Docker Compose" } as const;

/**
 * Chooses the engine. A stack that is up stays with the engine that it is up under.
 *
 * @throws PlinthError other-engine where the stack is up under another engine than the one asked for;
 *   pulumi-missing or compose-missing where the one that is needed cannot be had.
 */
export async function chooseEngine(
  request: EngineRequest,
  owner: EngineOwner | undefined,
  probes: EngineProbes,
): Promise<EngineChoice> {
  if (owner !== undefined) {
    if (request !== "auto" && request !== owner.engine) throw otherEngine(request, owner);
    return needed(owner.engine, `the stack is already up under ${title[owner.engine]}`, probes, {
      fix: `Put the program of ${title[owner.engine]} that brought the stack up back on PATH, and run the command again.`,
    });
  }
  if (request !== "auto") return needed(request, "you asked for it", probes);
  const pulumi = await probes.pulumi();
  if ("found" in pulumi) return { engine: "pulumi", cli: pulumi.found, reason: pulumi.found.origin };
  return needed("compose", `Pulumi cannot be used: ${pulumi.missing}`, probes);
}

async function needed(
  engine: EngineName,
  reason: string,
  probes: EngineProbes,
  options: { readonly fix?: string } = {},
): Promise<EngineChoice> {
  if (engine === "pulumi") {
    const pulumi = await probes.pulumi();
    if ("found" in pulumi) return { engine, cli: pulumi.found, reason };
    throw new PlinthError("pulumi-missing", `Pulumi is needed (${reason}), but ${pulumi.missing}.`, options);
  }
  const compose = await probes.compose();
  if ("found" in compose) return { engine, cli: compose.found, reason };
  throw new PlinthError(
    "compose-missing",
    `Docker Compose is needed (${reason}), but ${compose.missing}.`,
    options,
  );
}

function otherEngine(request: EngineName, owner: EngineOwner): PlinthError {
  return new PlinthError(
    "other-engine",
    `The stack is up under ${title[owner.engine]} ("${owner.name}"), and ${title[request]} was asked for.`,
    {
      fix: `Run \`./plinth down\` first (the data is kept), then \`./plinth up --engine ${request}\`; or leave \`--engine\` out.`,
    },
  );
}
