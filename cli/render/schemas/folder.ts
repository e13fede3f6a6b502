/**
 * A folder of JSON schemas of Kubernetes kinds: `_k8s/v<version>-standalone-strict/<kind>[-<group>]-<version>.json` for
 * the kinds of Kubernetes itself, `<group>/<kind>_<version>.json` for all others, as kubeconform reads them.
 */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PlinthError } from "../../../model/errors";
import { isRecord, partOf } from "../proofs/objects";

/** A JSON schema. */
export type Schema = Readonly<Record<string, unknown>>;

const coreFolder = "_k8s";

/** The schemas of one version of Kubernetes, and of custom resources. */
export class SchemaFolder {
  private readonly core: string;
  private metadata: unknown;

  /**
   * @param kubernetes the version, with its patch; another patch of its minor will do.
   * @throws PlinthError `render-schemas-invalid` where the folder has no schemas of that version.
   */
  constructor(
    private readonly folder: string,
    kubernetes: string,
  ) {
    this.core = join(coreFolder, versionFolder(folder, kubernetes));
  }

  /** The schema of a kind; a sentence where there is none. */
  schemaOf(apiVersion: string, kind: string): Schema | string {
    const [version = "", group = ""] = apiVersion.split("/").reverse();
    const name = kind.toLowerCase();
    const [firstOfGroup = ""] = group.split(".");
    const suffix = [firstOfGroup, version]
      .filter((part) => part !== "")
      .join("-")
      .toLowerCase();
    const paths = [join(this.core, `${name}-${suffix}.json`)];
    if (group !== "") paths.push(join(group, `${name}_${version}.json`));
    for (const path of paths) {
      const schema = this.read(path);
      if (schema !== undefined) return this.withMetadata(schema);
    }
    return `There is no schema of the kind ${kind} of ${apiVersion}, so it cannot be validated. It would be ${paths.join(" or ")}.`;
  }

  /** Schemas of custom resources leave their metadata to the API server, which knows its fields. */
  private withMetadata(schema: Schema): Schema {
    const { properties } = schema;
    if (!isRecord(properties) || partOf(properties, "metadata", "properties") !== undefined) return schema;
    this.metadata ??= partOf(this.read(join(this.core, "namespace-v1.json")), "properties", "metadata");
    if (this.metadata === undefined) return schema;
    return { ...schema, properties: { ...properties, metadata: this.metadata } };
  }

  private read(path: string): Schema | undefined {
    let text: string;
    try {
      text = readFileSync(join(this.folder, path), "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw invalid(
        `The schema ${join(this.folder, path)} cannot be read: ${(error as Error).message}`,
        error,
      );
    }
    try {
      const schema: unknown = JSON.parse(text);
      if (isRecord(schema)) return schema;
    } catch (error) {
      throw invalid(`The schema ${join(this.folder, path)} is no JSON.`, error);
    }
    throw invalid(`The schema ${join(this.folder, path)} is no JSON object.`);
  }
}

/** The folder of a version's own kinds: of this patch, else of another of the same minor. */
function versionFolder(folder: string, kubernetes: string): string {
  const of = (version: string): string => `v${version}-standalone-strict`;
  let names: readonly string[];
  try {
    names = readdirSync(join(folder, coreFolder));
  } catch (error) {
    throw invalid(
      `${folder} holds no schemas of Kubernetes: there is no folder ${join(folder, coreFolder)}.`,
      error,
    );
  }
  const minor = kubernetes.split(".").slice(0, 2).join(".");
  const found = names.includes(of(kubernetes))
    ? of(kubernetes)
    : names.find((name) => name.startsWith(`v${minor}.`) && name.endsWith("-standalone-strict"));
  if (found !== undefined) return found;
  const there = names.length === 0 ? "nothing" : [...names].sort().join(", ");
  throw invalid(`${join(folder, coreFolder)} has no ${of(kubernetes)}; it has ${there}.`);
}

/** An error about a folder of schemas. */
export function invalid(message: string, cause?: unknown): PlinthError {
  return new PlinthError("render-schemas-invalid", message, { cause });
}
