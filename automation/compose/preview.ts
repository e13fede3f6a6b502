/** What `docker compose up` would do to each service, worked out from the labels that Compose leaves. */

import { docker } from "../docker";
import { inspectContainers } from "../local/containers";
import type { Container, WatchedService } from "../local/containers";
import { composeProjectLabel } from "../local/owner";
import type { Change } from "../changes";
import { configHashes } from "./engine";
import type { ComposeProject } from "./engine";

const hashLabel = "com.docker.compose.config-hash";

/**
 * The changes that an `up` of the project would make.
 *
 * @throws PlinthError engine-unreachable, operation-failed.
 */
export async function composePreview(
  project: ComposeProject,
  services: readonly WatchedService[],
): Promise<Change[]> {
  const names = services.map(({ containerName }) => containerName);
  const [hashes, containers, orphans] = await Promise.all([
    configHashes(project),
    inspectContainers(names),
    orphanNames(project.name, new Set(names)),
  ]);
  const changes = services.map(({ id, containerName }): Change => {
    const action = actionFor(containers.get(containerName), hashes.get(id));
    return { name: containerName, type: "container", action };
  });
  return [...changes, ...orphans.map((name): Change => ({ name, type: "container", action: "delete" }))];
}

/** What happens to a service whose definition has this fingerprint. */
export function actionFor(container: Container | undefined, hash: string | undefined): string {
  if (container === undefined) return "create";
  if (container.Config.Labels?.[hashLabel] !== hash) return "recreate";
  const { Status } = container.State;
  return Status === "running" || Status === "restarting" ? "keep" : "start";
}

/** Containers of the project that the file no longer names. */
async function orphanNames(project: string, known: ReadonlySet<string>): Promise<string[]> {
  const label = `label=${composeProjectLabel}=${project}`;
  const text = await docker(["ps", "--all", "--filter", label, "--format", "{{.Names}}"]);
  return text.split("\n").filter((name) => name !== "" && !known.has(name));
}
