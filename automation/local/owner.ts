/** Which engine the stack's containers were made by, read off their labels. */

import type { EngineOwner } from "../engine/choose";
import { inspectContainers } from "./containers";
import type { Container } from "./containers";

/** Label that the Pulumi program puts on each container: the name of its stack. */
export const pulumiStackLabel = "plinth.stack";
/** Label that Docker Compose puts on each container: the name of its project. */
export const composeProjectLabel = "com.docker.compose.project";

/**
 * The engine behind the containers of these names, or `undefined` where there are none.
 *
 * Somebody may have run a bare `docker compose up`, which names the project after the folder: the stack is the same,
 * so its project name is adopted.
 */
export async function findOwner(containerNames: readonly string[]): Promise<EngineOwner | undefined> {
  const containers = await inspectContainers(containerNames);
  for (const container of containers.values()) {
    const owner = ownerOf(container);
    if (owner !== undefined) return owner;
  }
  return undefined;
}

/** The engine behind one container. */
export function ownerOf(container: Container): EngineOwner | undefined {
  const labels = container.Config.Labels ?? {};
  const project = labels[composeProjectLabel];
  if (project !== undefined) return { engine: "compose", name: project };
  const stack = labels[pulumiStackLabel];
  return stack === undefined ? undefined : { engine: "pulumi", name: stack };
}
