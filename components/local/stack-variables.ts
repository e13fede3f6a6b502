/** The values of the compose file's variables, as the Pulumi program finds them. */

import { composeVariables } from "../../model/config";
import type { ComposeConfig } from "../../model/config";
import { DEFAULT_UID } from "../../model/variables";
import type { ImageMode } from "../../model/versions";
import type { EnvFile } from "./env-file";

/** Where values come from, apart from the stack's config. */
export interface VariableSources {
  /** The `.env` beside the compose file; `undefined` where there is none. */
  readonly envFile: EnvFile | undefined;
  /** The program's environment. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** User and group that the program runs as; `undefined` on systems without them. */
  readonly user: { readonly uid: number; readonly gid: number } | undefined;
}

/**
 * Values of all variables. As with a bare `docker compose`, the environment wins over a `.env` that the user wrote,
 * which wins over the config.
 */
export function stackVariables(
  config: ComposeConfig,
  { envFile, environment, user }: VariableSources,
): Readonly<Record<string, string>> {
  const values = composeVariables(config, { images: imageMode(config, envFile), ...servicesUser(user) });
  const own = envFile?.foreign === true ? envFile.variables : {};
  const given = Object.keys(values).map(
    (name) => [name, environment[name] ?? own[name] ?? values[name]] as const,
  );
  // A user's own file may also hold variables of a compose file that is theirs.
  return {
    ...own,
    ...Object.fromEntries(given.filter((entry): entry is [string, string] => entry[1] !== undefined)),
  };
}

/** How the images come: as the config says, else as `./plinth` last chose, else pulled. */
function imageMode({ images }: ComposeConfig, envFile: EnvFile | undefined): ImageMode {
  if (images !== "auto") return images;
  return envFile?.variables["PLINTH_IMAGES"] === "build" ? "build" : "pull";
}

/** Services run as the invoking user, so that the data is theirs; but never as root. */
function servicesUser(user: VariableSources["user"]): { uid: number; gid: number } {
  return user === undefined || user.uid === 0 ? { uid: DEFAULT_UID, gid: DEFAULT_UID } : user;
}
