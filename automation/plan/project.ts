/** A Pulumi project on disk: what Pulumi.yaml says, and where its program begins. */

import { existsSync, lstatSync, readFileSync, realpathSync } from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";
import { parse, YAMLParseError } from "yaml";
import { PlinthError } from "../../model/errors";

/** A project whose program Node runs. */
export interface Project {
  readonly name: string;
  /** Folder of Pulumi.yaml, free of symbolic links. */
  readonly folder: string;
  /** Path of Pulumi.yaml. */
  readonly file: string;
  /** Folder that the program runs in. */
  readonly workingDirectory: string;
  /** What is loaded: a file or a folder. */
  readonly main: string;
  /** True where Pulumi.yaml names the file. */
  readonly mainIsNamed: boolean;
  /** Arguments for Node beside those that load TypeScript. */
  readonly nodeArguments: readonly string[];
  /** Folder of the stacks' files. */
  readonly stackFolder: string;
  /** `config:` of Pulumi.yaml, as it is. */
  readonly config: Readonly<Record<string, unknown>>;
}

/**
 * Reads a project.
 *
 * @param folder folder of Pulumi.yaml.
 * @throws PlinthError program-missing where there is none, or its program is not for Node.
 */
export function readProject(folder: string): Project {
  const asked = resolve(folder);
  const path = ["Pulumi.yaml", "Pulumi.yml"].map((name) => join(asked, name)).find((one) => existsSync(one));
  if (path === undefined) {
    throw new PlinthError("program-missing", `There is no Pulumi program in ${asked}: no Pulumi.yaml.`, {
      fix: "Give the folder that holds Pulumi.yaml: `./plinth preview <stack> --program <folder>`.",
    });
  }
  const file = realpathSync(path);
  const parsed = asObject(readYaml(file));
  const name = parsed["name"];
  if (typeof name !== "string" || name === "") throw wrongProject(file, "has no name:", "name: my-project");
  const root = dirname(file);
  return {
    ...{ name, folder: root, file, nodeArguments: nodeArguments(file, parsed["runtime"]) },
    ...entryOf(root, file, parsed["main"]),
    stackFolder: stackFolder(root, parsed),
    config: asObject(parsed["config"]),
  };
}

/**
 * A YAML file's content.
 *
 * @throws PlinthError config-invalid with the line where it is not YAML.
 */
export function readYaml(path: string): unknown {
  try {
    return parse(readFileSync(path, "utf8")) as unknown;
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    const [reason = ""] = error.message.split("\n");
    const line = error.linePos?.[0].line;
    const at = line === undefined ? path : `${path}:${line}`;
    throw new PlinthError("config-invalid", `${at} is not YAML: ${reason}`, {
      fix: "Correct the line.",
      cause: error,
    });
  }
}

/** The value where it is a map of YAML; else an empty one. */
export function asObject(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

function wrongProject(file: string, what: string, example: string): PlinthError {
  return new PlinthError("program-missing", `${file} ${what}`, { fix: `Write it as in \`${example}\`.` });
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Where the program begins, as Pulumi has it: a file runs in its own folder. */
function entryOf(
  root: string,
  file: string,
  main: unknown,
): Pick<Project, "main" | "mainIsNamed" | "workingDirectory"> {
  if (main === undefined || main === null || main === "") {
    return { main: root, mainIsNamed: false, workingDirectory: root };
  }
  const path = resolve(root, asText(main));
  if (typeof main !== "string" || !`${path}${sep}`.startsWith(`${root}${sep}`)) {
    throw wrongProject(
      file,
      `has main: ${asText(main)}, which is no path inside of the project.`,
      "main: index.ts",
    );
  }
  if (existsSync(path) && lstatSync(path).isDirectory()) {
    return { main: path, mainIsNamed: false, workingDirectory: path };
  }
  const folder = dirname(path);
  if (!existsSync(folder))
    throw wrongProject(file, `has main: ${main}, which does not exist.`, "main: index.ts");
  return { main: join(folder, basename(path)), mainIsNamed: true, workingDirectory: folder };
}

/** Loaders of TypeScript: the plan brings its own. */
const loaders = /(?:^|[/=])(?:tsx|ts-node)(?:\/|$)/;

function nodeArguments(file: string, runtime: unknown): readonly string[] {
  const name = typeof runtime === "string" ? runtime : asObject(runtime)["name"];
  if (name !== "nodejs" && name !== "bun") {
    const given = name === undefined ? "no runtime" : `the runtime ${asText(name)}`;
    throw new PlinthError(
      "program-missing",
      `${file} has ${given}; a plan evaluates programs of nodejs only.`,
      {
        fix: "Choose a TypeScript or JavaScript program, or preview it with the Pulumi CLI.",
      },
    );
  }
  const text = asObject(asObject(runtime)["options"])["nodeargs"];
  if (typeof text !== "string") return [];
  const words = text.split(/\s+/).filter((word) => word !== "");
  return words.filter((word, index) => {
    const takesNext = /^(?:-r|--require|--import|--loader|--experimental-loader)$/;
    if (takesNext.test(word)) return !loaders.test(words[index + 1] ?? "");
    return !loaders.test(word);
  });
}

function stackFolder(root: string, project: Readonly<Record<string, unknown>>): string {
  const named = project["stackConfigDir"] ?? project["config"];
  return typeof named === "string" ? resolve(root, named) : root;
}
