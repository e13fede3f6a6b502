/**
 * Writes `docker-compose/.env`, which Docker Compose reads by itself: with it a bare `docker compose` shows the same
 * stack as `./plinth`.
 */

import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { ENV_FILE_HEADER } from "../../model/variables";

/** Variables by name. */
export type Variables = Readonly<Record<string, string>>;

/** The file's text: the header, then the variables in the order given. */
export function formatDotenv(variables: Variables): string {
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  return [ENV_FILE_HEADER, ...lines, ""].join("\n");
}

/** Writes the file in one step, so that a reader never sees half of it. Nothing happens where it is up to date. */
export function writeDotenv(path: string, variables: Variables): void {
  const text = formatDotenv(variables);
  if (existsSync(path) && readFileSync(path, "utf8") === text) return;
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}
