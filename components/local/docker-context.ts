/** Which Docker engine the `docker` command talks to, so that Pulumi's provider talks to the same. */

import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/**
 * Name of the context that `docker context use` chose; `undefined` where it is the default one, or where DOCKER_HOST or
 * DOCKER_CONTEXT decide: those the provider reads itself.
 */
export function chosenContext(
  environment: Readonly<Record<string, string | undefined>>,
  home: string = homedir(),
): string | undefined {
  if (isSet(environment["DOCKER_HOST"]) || isSet(environment["DOCKER_CONTEXT"])) return undefined;
  const path = join(environment["DOCKER_CONFIG"] ?? join(home, ".docker"), "config.json");
  if (!existsSync(path)) return undefined;
  const context = currentContext(readFileSync(path, "utf8"));
  return context === "default" || context === "" ? undefined : context;
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "";
}

function currentContext(text: string): string | undefined {
  try {
    const { currentContext } = JSON.parse(text) as { currentContext?: unknown };
    return typeof currentContext === "string" ? currentContext : undefined;
  } catch {
    // The docker command says what is wrong with its file; here it counts as none.
    return undefined;
  }
}
