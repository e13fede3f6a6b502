/** The file of variables beside a compose file, which Docker Compose reads by itself. */

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DotenvError, parseDotenv } from "../../model/compose";
import { PlinthError } from "../../model/errors";
import { ENV_FILE_HEADER } from "../../model/variables";

/** What stands in the file. */
export interface EnvFile {
  /** Whether the user wrote it: then its variables win over the stack's config. */
  readonly foreign: boolean;
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * Reads the `.env` in a compose file's folder; `undefined` where there is none.
 *
 * @throws PlinthError `compose-invalid` with the line that cannot be read.
 */
export function readEnvFile(composeFile: string): EnvFile | undefined {
  const path = join(dirname(composeFile), ".env");
  if (!existsSync(path)) return undefined;
  const text = readFileSync(path, "utf8");
  try {
    return { foreign: !text.startsWith(ENV_FILE_HEADER), variables: parseDotenv(text) };
  } catch (error) {
    if (!(error instanceof DotenvError)) throw error;
    throw new PlinthError("compose-invalid", `${path}:${String(error.line)} cannot be read.`, {
      details: [error.message],
      fix: "Correct the line; docker-compose/.env.example shows every variable.",
      cause: error,
    });
  }
}
