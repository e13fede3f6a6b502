/** What a stack's config means for the compose file: the values of its variables. */

import { posix } from "node:path";
import { imageIds, imageReference, imageVariable } from "../versions";
import type { ImageMode } from "../versions";
import type { ComposeConfig } from "./schema";

/** What is known only where the stack is brought up. */
export interface ImageSettings {
  /** How the images come; `auto` is decided by now. */
  readonly images: ImageMode;
  /** User id of the services' processes and files. */
  readonly uid: number;
  /** Group id of the services' processes and files. */
  readonly gid: number;
}

/** Every variable of the compose file, for the given config. Paths in it are relative to the compose file's folder. */
export function composeVariables(
  config: ComposeConfig,
  { images, uid, gid }: ImageSettings,
): Record<string, string> {
  const { ports } = config;
  return {
    PLINTH_NAME: config.name,
    PLINTH_UID: String(uid),
    PLINTH_GID: String(gid),
    PLINTH_DATA_DIR: bindPath(config.composeFile, config.dataDir),
    PLINTH_PORT_WEB: String(ports.web),
    PLINTH_PORT_PREFECT: String(ports.prefect),
    PLINTH_PORT_MLFLOW: String(ports.mlflow),
    PLINTH_PORT_VAULT: String(ports.vault),
    PLINTH_PORT_ROUTER: String(ports.router),
    PLINTH_ROUTER_UPSTREAM_URL: config.router.upstreamUrl,
    PLINTH_ROUTER_AUTH: config.router.auth,
    PLINTH_IMAGES: images,
    ...Object.fromEntries(imageIds.map((id) => [imageVariable(id), imageReference(id, images)])),
  };
}

/**
 * A folder as a bind mount of the compose file names it. Compose takes a source without `./`, `../` or `/` in front
 * for a named volume, so one of them is always there.
 */
function bindPath(composeFile: string, folder: string): string {
  if (posix.isAbsolute(folder) || posix.isAbsolute(composeFile)) return folder;
  const relative = posix.relative(posix.dirname(composeFile), folder);
  return relative === ".." || relative.startsWith("../") ? relative : `./${relative}`;
}
