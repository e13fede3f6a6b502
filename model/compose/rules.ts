/** Rules that look at several services at once. */

import type { ComposeIssue } from "./issues";
import type { ServiceModel } from "./types";

/** Names and ports that two services would fight for, and dependencies that are not there. */
export function checkServices(services: readonly ServiceModel[]): readonly ComposeIssue[] {
  return [
    ...checkNames(services),
    ...checkPorts(services),
    ...checkImages(services),
    ...checkActive(services),
  ];
}

function checkNames(services: readonly ServiceModel[]): ComposeIssue[] {
  const owners = new Map<string, string>();
  return services.flatMap(({ id, containerName }): ComposeIssue[] => {
    const owner = owners.get(containerName);
    owners.set(containerName, owner ?? id);
    if (owner === undefined) return [];
    const message = `is ${JSON.stringify(containerName)}, the name that the service ${owner} has; give each its own`;
    return [{ path: ["services", id, "container_name"], kind: "invalid", message }];
  });
}

function checkPorts(services: readonly ServiceModel[]): ComposeIssue[] {
  const owners = new Map<string, string>();
  return services.flatMap(({ id, ports }) =>
    ports.flatMap(({ hostIp = "0.0.0.0", published, protocol }): ComposeIssue[] => {
      if (published === undefined) return [];
      const socket = `${hostIp}:${String(published)}/${protocol}`;
      const owner = owners.get(socket);
      owners.set(socket, owner ?? id);
      if (owner === undefined) return [];
      const message = `publish ${socket}, which the service ${owner} publishes too; choose another port on the host`;
      return [{ path: ["services", id, "ports"], kind: "invalid", message }];
    }),
  );
}

/** Services may share an image that is built, but not build it differently. */
function checkImages(services: readonly ServiceModel[]): ComposeIssue[] {
  const builds = new Map<string, { readonly id: string; readonly build: string }>();
  return services.flatMap(({ id, image, build }): ComposeIssue[] => {
    if (build === undefined) return [];
    const first = builds.get(image) ?? { id, build: JSON.stringify(build) };
    builds.set(image, first);
    if (first.build === JSON.stringify(build)) return [];
    const message = `makes ${JSON.stringify(image)} otherwise than the service ${first.id} does; give each image its own name`;
    return [{ path: ["services", id, "build"], kind: "invalid", message }];
  });
}

/** A service whose profile is active may need one whose profile is not. */
function checkActive(services: readonly ServiceModel[]): ComposeIssue[] {
  const active = new Set(services.map(({ id }) => id));
  return services.flatMap(({ id, dependsOn }) =>
    dependsOn
      .filter(({ service }) => !active.has(service))
      .map(({ service }): ComposeIssue => {
        const message = `names the service ${JSON.stringify(service)}, whose profile is not active; add the profile to COMPOSE_PROFILES`;
        return { path: ["services", id, "depends_on"], kind: "invalid", message };
      }),
  );
}
