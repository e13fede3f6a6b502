/** Reading the YAML of fleet/ for tests. */

import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parseAllDocuments } from "yaml";

const root = join(__dirname, "..", "..");

/** As much of a Kubernetes object as these tests look at. */
export interface FleetObject {
  readonly file: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly spec?: Readonly<Record<string, unknown>>;
}

/** Every object in the YAML files below a folder of the repository. */
export function readObjects(folder: string): FleetObject[] {
  return yamlFiles(folder).flatMap((file) =>
    parseAllDocuments(readFileSync(join(root, file), "utf8")).map((document) => {
      if (document.errors.length > 0) throw new Error(`${file}: ${String(document.errors[0])}`);
      return { file, ...(document.toJS() as Omit<FleetObject, "file">) };
    }),
  );
}

/** Paths of the YAML files below a folder, from the repository's root, sorted. */
export function yamlFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".yaml"))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .sort();
}

/** The value at a path of keys; `undefined` where something is missing on the way. */
export function at(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null ? (inner as Record<string, unknown>)[key] : undefined,
    value,
  );
}
