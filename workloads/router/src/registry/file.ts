import { readFileSync } from "node:fs";

import { parse } from "yaml";
import type * as z from "zod";

import { ConfigError } from "../config-error.ts";

import { registryFile } from "./schema.ts";
import type { RegistryEntries } from "./schema.ts";

/**
 * Reads a registry file (YAML or JSON).
 * @throws ConfigError with every mistake at once
 */
export function readRegistryFile(path: string): RegistryEntries {
  let content: unknown;
  try {
    content = parse(readFileSync(path, "utf8")) ?? {};
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === undefined || code === "" ? message.split("\n")[0] : code;
    throw new ConfigError([
      `ROUTER_REGISTRY_FILE names ${path}, which cannot be read as YAML (${why}); it must be a file with backends and models. Correct the file or its path.`,
    ]);
  }
  const parsed = registryFile.safeParse(content);
  if (parsed.success) return parsed.data;
  throw new ConfigError(parsed.error.issues.map((issue) => sentence(path, issue, content)));
}

function sentence(path: string, issue: z.core.$ZodIssue, content: unknown): string {
  const place = issue.path.map(String).join(".");
  if (issue.code === "unrecognized_keys")
    return `${path}: ${place === "" ? "the file" : place} has the unknown ${issue.keys.join(", ")}; see the README's table of the registry.`;
  // What is wrong with a name is told one level deeper.
  if (issue.code === "invalid_key") {
    const name = JSON.stringify(issue.path.at(-1)).slice(0, 100);
    const parent = issue.path.slice(0, -1).map(String).join(".");
    return `${path}: ${parent} has the name ${name}; it must be ${issue.issues[0]?.message ?? "another"}.`;
  }
  const given = issue.path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key],
    content,
  );
  const shown = given === undefined ? "is missing" : `is ${JSON.stringify(given).slice(0, 100)}`;
  return `${path}: ${place} ${shown}; it must be ${issue.message}.`;
}
