/** The properties of the types of AWS, as the installed `@pulumi/aws` declares them. */

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { declarationFile, interfaceBody } from "../../automation/plan/child/declarations";
import { readType } from "./type-expression";
import type { ValueType } from "./type-expression";

/** A property of a resource, or of an object inside of one. */
export interface Property {
  /** Given always; of an output: there always. */
  readonly always: boolean;
  readonly type: ValueType;
}

/** Properties by their names. */
export type Properties = ReadonlyMap<string, Property>;

/** A type of resource. */
export interface Declared {
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** Reads declarations, each once. */
export class Schema {
  private readonly folder = dirname(require.resolve("@pulumi/aws/package.json"));
  private readonly types = new Map<string, Declared | undefined>();
  private readonly shapes = new Map<string, Properties>();
  private readonly texts = new Map<string, string>();

  /** Version of the package, as `7.48.0`. */
  get version(): string {
    const text = readFileSync(join(this.folder, "package.json"), "utf8");
    return (JSON.parse(text) as { version: string }).version.replace(/^v/, "");
  }

  /** What is declared of a type, as `aws:ec2/vpc:Vpc`; `undefined` where the SDK has no such type. */
  type(type: string): Declared | undefined {
    if (!this.types.has(type)) this.types.set(type, this.readDeclared(type));
    return this.types.get(type);
  }

  /** The properties of an object inside of a resource's inputs or outputs. */
  shape(side: "input" | "output", name: string): Properties {
    const key = `${side} ${name}`;
    let shape = this.shapes.get(key);
    if (shape === undefined) {
      shape = members(interfaceBody(this.text(join("types", `${side}.d.ts`)), name) ?? "");
      this.shapes.set(key, shape);
    }
    return shape;
  }

  private readDeclared(type: string): Declared | undefined {
    const text = this.text(declarationFile(type));
    const name = type.split(":")[2] ?? "";
    const inputs = interfaceBody(text, `${name}Args`);
    const start = text.indexOf(`declare class ${name} `);
    if (inputs === undefined || start < 0) return undefined;
    const outputs = text.slice(start, text.indexOf("}\n", start));
    return { inputs: members(inputs), outputs: members(outputs, "readonly ") };
  }

  private text(file: string): string {
    let text = this.texts.get(file);
    if (text === undefined) {
      const path = join(this.folder, file);
      text = existsSync(path) ? readFileSync(path, "utf8") : "";
      this.texts.set(file, text);
    }
    return text;
  }
}

/** The members of an interface or a class whose text is given; of a class those alone that begin with `prefix`. */
function members(body: string, prefix = ""): Properties {
  const code = body.replace(/\/\*\*[\s\S]*?\*\//g, "");
  // The braces are those of a map, whose closing one is not followed by a semicolon at once.
  const pattern = new RegExp(`^ +${prefix}(\\w+)(\\??): ((?:[^;{}]|\\{[^{}]*\\})*);$`, "gm");
  const found = [...code.matchAll(pattern)];
  return new Map(
    found.map(([, name = "", optional, text = ""]) => [
      name,
      { always: optional !== "?" && !/\bundefined\b/.test(text), type: readType(text) },
    ]),
  );
}
