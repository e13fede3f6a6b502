/**
 * `docker-compose/.env`, which Docker Compose reads by itself: with it a bare `docker compose` shows the same stack as
 * `./plinth`. A file that the user wrote is never touched.
 */

import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";

/** First line of a file that is ours to overwrite. */
export const dotenvHeader =
  "# Written by ./plinth: changes are overwritten; put yours into Pulumi.<stack>.yaml";

/** Variables by name. */
export type Variables = Readonly<Record<string, string>>;

/** What was found at the path. */
export interface DotenvFile {
  /** True where the user wrote it. */
  readonly foreign: boolean;
  readonly variables: Variables;
}

/** Reads the file; a missing one is ours and empty. */
export function readDotenv(path: string): DotenvFile {
  if (!existsSync(path)) return { foreign: false, variables: {} };
  const text = readFileSync(path, "utf8");
  return { foreign: !text.startsWith(dotenvHeader), variables: parseDotenv(text) };
}

/** Reads `NAME=value` lines as Docker Compose does: quotes around a value go, a comment after it too. */
export function parseDotenv(text: string): Variables {
  const variables: Record<string, string> = {};
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$/.exec(line);
    const name = match?.[1];
    if (name !== undefined) variables[name] = plainValue(match?.[2] ?? "");
  }
  return variables;
}

function plainValue(text: string): string {
  const quoted = /^(["'])(.*)\1(?:\s+#.*)?$/.exec(text);
  return quoted?.[2] ?? text.replace(/(?:^|\s+)#.*$/, "");
}

/** The file's text: the header, then the variables in the order given. */
export function formatDotenv(variables: Variables): string {
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  return [dotenvHeader, ...lines, ""].join("\n");
}

/** Writes the file in one step, so that a reader never sees half of it. Nothing happens where it is up to date. */
export function writeDotenv(path: string, variables: Variables): void {
  const text = formatDotenv(variables);
  if (existsSync(path) && readFileSync(path, "utf8") === text) return;
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}
