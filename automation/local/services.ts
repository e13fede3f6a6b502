/** The services of a stack, as the operations need them: read from the compose file. */

import { readComposeFile } from "../../components/local/compose-file";
import { serviceUrls } from "../../model/service-urls";
import type { WatchedService } from "./containers";
import type { Variables } from "./dotenv-file";
import type { WantedPort } from "./ports";
import { loadLocalStack, resolveVariables } from "./stack";
import type { LocalStack, ResolvedVariables } from "./stack";

/** The services of a stack. */
export interface StackServices {
  /** In the order of the compose file. */
  readonly services: readonly WatchedService[];
  /** The ports that they publish. */
  readonly ports: readonly WantedPort[];
}

/**
 * Reads the services of a stack.
 *
 * @throws PlinthError compose-invalid or compose-unsupported-key, with file and line.
 */
export function readServices(stack: LocalStack, variables: ResolvedVariables): StackServices {
  const model = readComposeFile(stack.composeFile, variables.values);
  return {
    services: model.services.map(({ id, containerName, image, oneShot }) => ({
      id,
      containerName,
      image,
      oneShot,
    })),
    ports: model.services
      .flatMap((service) => service.ports)
      .flatMap(({ hostIp, published }) =>
        published === undefined
          ? []
          : [{ host: hostIp ?? "0.0.0.0", port: published, key: keyOfPort(published, stack, variables) }],
      ),
  };
}

/** What the user changes to choose another port. */
function keyOfPort(port: number, stack: LocalStack, { values, overrides }: ResolvedVariables): string {
  const variable = Object.keys(values).find(
    (name) => /^PLINTH_PORT_/.test(name) && values[name] === String(port),
  );
  if (variable === undefined) return `the ports of ${stack.config.composeFile}`;
  return overrides.has(variable)
    ? variable
    : `plinth:ports.${variable.replace("PLINTH_PORT_", "").toLowerCase()}`;
}

/** A stack with its services and their URLs, for operations that only look. */
export function loadServices(name: string): StackServices & { readonly urls: ReadonlyMap<string, string> } {
  const stack = loadLocalStack(name);
  // Names and ports are the same however the images come.
  const variables = resolveVariables(stack, "pull");
  return { ...readServices(stack, variables), urls: urlsOf(variables.values) };
}

/** URL of each service that has one, by service name. */
export function urlsOf(variables: Variables): ReadonlyMap<string, string> {
  return new Map(Object.entries(serviceUrls(variables)));
}
