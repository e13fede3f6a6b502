/** The content of a build context as one hash, so that an image is built again when it changes. */

import { createHash } from "node:crypto";
import { existsSync, lstatSync, readFileSync, readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { parseDockerIgnore } from "../../model/compose";
import type { BuildModel, DockerIgnore } from "../../model/compose";
import { PlinthError } from "../../model/errors";

/**
 * Hash of what the builder is sent: paths, modes and contents of the files that `.dockerignore` lets through, and the
 * Dockerfile. Times and owners do not count, so two clones have the same hash.
 *
 * @throws PlinthError `compose-invalid` where there is no such folder or Dockerfile.
 */
export function contextHash({ context, dockerfile }: BuildModel): string {
  for (const path of [context, dockerfile]) {
    if (existsSync(path)) continue;
    throw new PlinthError("compose-invalid", `An image is to be built from ${path}, which does not exist.`, {
      fix: "Correct the service's build.context or build.dockerfile in the compose file.",
    });
  }
  const hash = createHash("sha256").update(readFileSync(dockerfile));
  for (const path of files(context, "", ignoreOf(context))) {
    const absolute = join(context, path);
    const stats = lstatSync(absolute);
    const content = stats.isSymbolicLink() ? readlinkSync(absolute) : readFileSync(absolute);
    hash
      .update(`\0${path}\0${(stats.mode & 0o777).toString(8)}\0${String(content.length)}\0`)
      .update(content);
  }
  return hash.digest("hex");
}

function ignoreOf(context: string): DockerIgnore {
  const path = join(context, ".dockerignore");
  return parseDockerIgnore(existsSync(path) ? readFileSync(path, "utf8") : "");
}

/** Files and links below a folder, sorted, as paths relative to the context. */
function files(context: string, folder: string, ignore: DockerIgnore): string[] {
  return readdirSync(join(context, folder), { withFileTypes: true })
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      const ignored = ignore.ignores(path);
      if (entry.isDirectory())
        return ignored && !ignore.mayHoldMore(path) ? [] : files(context, path, ignore);
      return ignored || !(entry.isFile() || entry.isSymbolicLink()) ? [] : [path];
    });
}
