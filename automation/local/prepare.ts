/** Everything that is found out and decided before an engine starts. Nothing of the stack is touched here. */

import { ensureDocker } from "../engine/docker-engine";
import { chooseEngine } from "../engine/choose";
import type { EngineChoice, EngineOwner, EngineRequest } from "../engine/choose";
import { findCompose } from "../engine/compose-cli";
import { machineProbes } from "../engine/probes";
import type { Reporter } from "../reporter";
import { findOwner } from "./owner";
import { preflight } from "./preflight";
import { readServices } from "./services";
import type { StackServices } from "./services";
import { dataDirOf, resolveVariables } from "./stack";
import type { LocalStack, ResolvedVariables } from "./stack";

/** What was found out. */
export interface Prepared extends StackServices {
  readonly stack: LocalStack;
  /** As if the images were pulled; how they come is decided later. */
  readonly variables: ResolvedVariables;
  readonly choice: EngineChoice;
  readonly owner: EngineOwner | undefined;
  readonly dataDir: string;
}

/**
 * Reads the stack, makes sure of the Docker engine, chooses the engine of the stack, and checks ports and disks.
 *
 * @throws PlinthError for each of these.
 */
export async function prepare(
  stack: LocalStack,
  request: EngineRequest,
  reporter: Reporter,
): Promise<Prepared> {
  // Compose in its first version takes a second to answer: it is asked while the rest goes on.
  const early = request === "pulumi" ? undefined : findCompose();
  const variables = resolveVariables(stack, "pull");
  const { services, ports } = readServices(stack, variables);
  sayOverrides(variables, reporter);
  const engine = await ensureDocker(reporter);
  const ownContainers = services.map(({ containerName }) => containerName);
  const owner = await findOwner(ownContainers);
  const choice = await chooseEngine(request, owner, machineProbes(reporter, early));
  reporter.note(`Engine: ${describeEngine(choice)} (${choice.reason}).`);
  const dataDir = dataDirOf(stack, variables.values);
  await preflight({ stack: stack.name, engine, ports, ownContainers, dataDir });
  return { stack, variables, services, ports, choice, owner, dataDir };
}

/** An engine with its version, for people. */
export function describeEngine(choice: EngineChoice): string {
  return `${choice.engine === "pulumi" ? "Pulumi" : "Docker Compose"} ${choice.cli.version}`;
}

function sayOverrides({ overrides, values }: ResolvedVariables, reporter: Reporter): void {
  for (const [name, place] of overrides) {
    const where = place === ".env" ? "your docker-compose/.env" : "the environment";
    reporter.note(`${name}=${values[name] ?? ""} comes from ${where}, not from the stack's config.`);
  }
}
