/** Examples of a policy as a reader would write them: manifests of Kubernetes as YAML, everything else as TypeScript. */

import { format } from "prettier";
import { stringify } from "yaml";
import type { ExampleResource, Inputs } from "../../../test/policypack/examples";

/** A piece of code and its language, as a code block's first line names it. */
export interface Rendered {
  readonly language: "ts" | "yaml";
  readonly text: string;
}

/** Pulumi's wire form of a value that is not known yet; the tests' server, which has it too, is slow to load. */
const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** What stands in the place of a value that is not known before an update. */
const UNKNOWN = "known only after the update";

/** Kubernetes types that are not manifests: what they make is written elsewhere. */
const NOT_MANIFESTS = /^kubernetes:(?:helm\.sh|yaml|kustomize)[:/]/;

/** Resources as one piece of code. */
export async function render(resources: readonly ExampleResource[]): Promise<Rendered> {
  if (resources.length > 0 && resources.every(isPlainManifest)) {
    const documents = resources.map((resource) => stringify(manifestOf(resource), { lineWidth: 100 }));
    return { language: "yaml", text: documents.join("---\n").trimEnd() };
  }
  const statements = resources.map(statementOf).join("\n\n");
  const text = await format(statements, { parser: "typescript", printWidth: 110 });
  return { language: "ts", text: text.trimEnd() };
}

function isPlainManifest({ type, parent, provider, propertyDependencies }: ExampleResource): boolean {
  const alone = parent === undefined && provider === undefined && propertyDependencies === undefined;
  return alone && isManifest(type);
}

function isManifest(type: string): boolean {
  return type.startsWith("kubernetes:") && !NOT_MANIFESTS.test(type);
}

function manifestOf({ type, name, inputs }: ExampleResource): Inputs {
  const { apiVersion, kind, metadata, ...rest } = readable(inputs) as Inputs;
  const named = { name, ...(metadata as Inputs | undefined) };
  return {
    apiVersion: apiVersion ?? apiVersionOf(type),
    kind: kind ?? kindOf(type),
    metadata: named,
    ...rest,
  };
}

function apiVersionOf(type: string): string {
  return (type.split(":")[1] ?? "").replace(/^core\//, "");
}

function kindOf(type: string): string {
  return type.split(":").at(-1) ?? "";
}

function statementOf(resource: ExampleResource): string {
  const { type, name, inputs, provider, parent, propertyDependencies = {} } = resource;
  const options = [
    ...(parent === undefined ? [] : [`parent: ${variable(parent)}`]),
    ...(provider === undefined
      ? []
      : [`provider: new ${type.split(":")[0] ?? ""}.Provider("provider", ${literal(provider)})`]),
  ];
  const given = isCustomResource(type)
    ? { apiVersion: apiVersionOf(type), kind: kindOf(type), ...inputs }
    : inputs;
  const args = [
    JSON.stringify(name),
    literal(given),
    ...(options.length > 0 ? [`{ ${options.join(", ")} }`] : []),
  ];
  const sources = Object.entries(propertyDependencies).map(
    ([key, names]) => `// \`${key}\` comes from ${names.map((each) => `\`${each}\``).join(", ")}.\n`,
  );
  return `${sources.join("")}const ${variable(name)} = new ${constructorOf(type)}(${args.join(", ")});`;
}

/** A name of a resource as the name of a variable. */
function variable(name: string): string {
  const camel = name.replaceAll(/[^A-Za-z0-9]+(.)?/g, (_, next: string | undefined) =>
    (next ?? "").toUpperCase(),
  );
  return /^\d/.test(camel) ? `_${camel}` : camel;
}

/** Whether the type is one that a cluster's own definitions bring. */
function isCustomResource(type: string): boolean {
  const group = type.split(":")[1]?.split("/")[0] ?? "";
  return isManifest(type) && group.includes(".") && !group.endsWith(".k8s.io");
}

/** How a program names the class of a type token: `aws:ec2/vpc:Vpc` is `aws.ec2.Vpc`. */
function constructorOf(type: string): string {
  const [provider = "", middle = "", last = ""] = type.split(":");
  if (provider === "pulumi" && middle === "providers") return `${last}.Provider`;
  if (isCustomResource(type)) return "kubernetes.apiextensions.CustomResource";
  const [first = "", second = ""] = middle.split("/");
  const module = first.replace(/\..*$/, "");
  const version = provider === "kubernetes" ? [second] : [];
  return [provider, ...(module === "index" ? [] : [module]), ...version, last]
    .filter((part) => part !== "")
    .join(".");
}

/** Inputs as TypeScript; a text that is a document in JSON is shown as one. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (isSecret(value)) return `pulumi.secret(${literal(value["value"])})`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(([, each]) => each !== undefined);
    return `{ ${entries.map(([key, each]) => `${JSON.stringify(key)}: ${literal(each)}`).join(", ")} }`;
  }
  if (typeof value !== "string") return String(value);
  if (value === unknownValue) return JSON.stringify(UNKNOWN);
  const document = jsonDocument(value);
  return document === undefined ? JSON.stringify(value) : `JSON.stringify(${literal(document)})`;
}

function jsonDocument(text: string): object | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}

function isSecret(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && "4dabf18193072939515e22adb298388d" in value;
}

/** Values as a manifest would hold them. */
function readable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(readable);
  if (isSecret(value)) return readable(value["value"]);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, readable(each)]));
  }
  return value === unknownValue ? UNKNOWN : value;
}
