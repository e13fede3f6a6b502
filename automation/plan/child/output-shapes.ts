/**
 * Which parts of an output the provider fills in, inside of what the program gave.
 *
 * `cluster.vpcConfig.clusterSecurityGroupId` is computed although the program gave `vpcConfig`. The type declarations
 * of a provider's SDK tell it: such a part is always there in the output, and was not in the input.
 */

import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { declarationFile, interfaceBody } from "./declarations";
import { isObject } from "./wire";
import type { Wire, WireObject } from "./wire";

/** Parts that Kubernetes fills in; its SDK declares every part as optional. */
const kubernetesMetadata = ["name", "namespace", "uid", "resourceVersion", "creationTimestamp", "generation"];

/** A member of an interface. */
interface Member {
  readonly always: boolean;
  /** Name of the interface of the member's value, or of its items. */
  readonly shape: string | undefined;
}

type Shape = ReadonlyMap<string, Member>;

/** Completes outputs with what is known of their types. */
export class OutputShapes {
  private readonly require: NodeJS.Require;
  private readonly folders = new Map<string, string | undefined>();
  private readonly texts = new Map<string, string>();
  private readonly shapes = new Map<string, Shape>();
  private readonly names = new Map<string, string | undefined>();

  /** @param folder folder that the program's packages are found from. */
  constructor(
    private readonly wire: Wire,
    folder: string,
  ) {
    this.require = createRequire(join(folder, "package.json"));
  }

  /** The outputs with an unknown value for each part that only the provider knows. */
  complete(type: string, outputs: WireObject): WireObject {
    const [provider = ""] = type.split(":");
    if (provider === "kubernetes") return this.completeKubernetes(outputs);
    const folder = this.folderOf(provider);
    if (folder === undefined) return outputs;
    const completed: WireObject = {};
    for (const [key, value] of Object.entries(outputs)) {
      const nested = typeof value === "object" && value !== null;
      completed[key] = nested ? this.fill(value, folder, this.shapeOfOutput(folder, type, key)) : value;
    }
    return completed;
  }

  private completeKubernetes(outputs: WireObject): WireObject {
    const { metadata } = outputs;
    if (!isObject(metadata) || this.wire.isSpecial(metadata)) return outputs;
    const computed = Object.fromEntries(kubernetesMetadata.map((key) => [key, this.wire.unknown]));
    return { ...outputs, metadata: { ...computed, ...metadata } };
  }

  private fill(value: unknown, folder: string, name: string | undefined): unknown {
    if (name === undefined) return value;
    if (Array.isArray(value)) return value.map((item) => this.fill(item, folder, name));
    if (!isObject(value) || this.wire.isSpecial(value)) return value;
    const filled: WireObject = { ...value };
    for (const [key, { always, shape }] of this.shape(folder, name)) {
      if (key in value) filled[key] = this.fill(value[key], folder, shape);
      else if (always) filled[key] = this.wire.unknown;
    }
    return filled;
  }

  /** Name of the interface of an output, as in `outputs.eks.ClusterVpcConfig`. */
  private shapeOfOutput(folder: string, type: string, key: string): string | undefined {
    const known = `${type} ${key}`;
    if (!this.names.has(known)) this.names.set(known, this.declaredShape(folder, type, key));
    return this.names.get(known);
  }

  private declaredShape(folder: string, type: string, key: string): string | undefined {
    const text = this.text(join(folder, declarationFile(type)));
    const declared = new RegExp(`^    readonly ${key}: pulumi\\.Output<outputs\\.([\\w.]+)`, "m").exec(text);
    return declared?.[1];
  }

  private shape(folder: string, name: string): Shape {
    const key = `${folder} ${name}`;
    let shape = this.shapes.get(key);
    if (shape === undefined) {
      shape = parseShape(this.text(join(folder, "types", "output.d.ts")), name);
      this.shapes.set(key, shape);
    }
    return shape;
  }

  private folderOf(provider: string): string | undefined {
    if (!this.folders.has(provider)) this.folders.set(provider, this.find(provider));
    return this.folders.get(provider);
  }

  private find(provider: string): string | undefined {
    try {
      return dirname(this.require.resolve(`@pulumi/${provider}/package.json`));
    } catch {
      // A provider without an SDK by this name: nothing is known of its types.
      return undefined;
    }
  }

  private text(path: string): string {
    let text = this.texts.get(path);
    if (text === undefined) {
      text = existsSync(path) ? readFileSync(path, "latin1") : "";
      this.texts.set(path, text);
    }
    return text;
  }
}

/** The members of an interface in the text of a declaration file; none where it is not there. */
export function parseShape(text: string, name: string): Shape {
  const body = interfaceBody(text, name);
  if (body === undefined) return new Map();
  const members = body.matchAll(/^ +(\w+)(\??): (?:outputs\.([\w.]+))?/gm);
  return new Map(
    [...members].map(([, key = "", optional, shape]) => [key, { always: optional !== "?", shape }] as const),
  );
}
