/** A stack's config as its program sees it, read from the files without the Pulumi CLI. */

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { PlinthError } from "../../model/errors";
import { nearest } from "../../model/nearest";
import { asObject, readYaml } from "./project";
import type { Project } from "./project";
import { secretText } from "./secret-text";

/** Config in the form in which Pulumi hands it to a program. */
export interface StackConfig {
  /** Values as text, by full key. */
  readonly values: Readonly<Record<string, string>>;
  /** Keys whose value is a secret. */
  readonly secretKeys: readonly string[];
  /** Environments that the stack imports: their config is not known here. */
  readonly environments: readonly string[];
}

/** A stack's name, apart from the organization and project that may stand before it. */
export interface StackName {
  readonly organization: string;
  readonly name: string;
}

/** The organization of stacks whose state is kept in files. */
const localOrganization = "organization";

/** Takes `organization/project/stack`, `organization/stack` or `stack` apart. */
export function parseStackName(text: string): StackName {
  const parts = text.split("/");
  const name = parts.at(-1) ?? text;
  return { name, organization: parts.length > 1 ? (parts[0] ?? localOrganization) : localOrganization };
}

/**
 * The config of a stack: its file over the defaults of Pulumi.yaml.
 *
 * @param overrides values that are put over both.
 * @throws PlinthError config-missing for a stack that has no file where others have one.
 */
export function readStackConfig(
  project: Project,
  stack: string,
  overrides: Readonly<Record<string, string>> = {},
): StackConfig {
  const collected = new Collected(project.name);
  for (const [key, value] of Object.entries(project.config)) collected.addDefault(key, value);
  const file = stackFile(project, stack);
  const parsed = file === undefined ? {} : asObject(readYaml(file));
  for (const [key, value] of Object.entries(asObject(parsed["config"]))) collected.add(key, value);
  for (const [key, value] of Object.entries(overrides)) collected.add(key, value);
  return { ...collected.result(), environments: environmentsOf(parsed["environment"]) };
}

/** Path of the stack's file; `undefined` where no stack of the project has one. */
function stackFile(project: Project, stack: string): string | undefined {
  const { stackFolder } = project;
  const files = existsSync(stackFolder) ? readdirSync(stackFolder) : [];
  const names = files
    .map((file) => /^Pulumi\.(.+)\.ya?ml$/.exec(file)?.[1])
    .filter((name) => name !== undefined);
  const named = [`Pulumi.${stack}.yaml`, `Pulumi.${stack}.yml`].find((file) => files.includes(file));
  if (named !== undefined) return join(stackFolder, named);
  if (names.length === 0) return undefined;
  const meant = nearest(stack, names);
  throw new PlinthError(
    "config-missing",
    `There is no stack '${stack}' in ${stackFolder}: no file Pulumi.${stack}.yaml.`,
    {
      fix: `${meant === undefined ? "" : `Did you mean \`${meant}\`? `}The stacks are: ${names.sort().join(", ")}.`,
    },
  );
}

/** Gathers values by their full keys; what comes later wins. */
class Collected {
  private readonly values = new Map<string, string>();
  private readonly secrets = new Set<string>();

  constructor(private readonly project: string) {}

  /** An entry of Pulumi.yaml: a value, or a description with a default. */
  addDefault(key: string, value: unknown): void {
    const described = asObject(value);
    if (Object.keys(described).length === 0) return this.add(key, value);
    const given = described["value"] ?? described["default"];
    if (given !== undefined) this.add(key, given);
    if (described["secret"] === true) this.secrets.add(this.fullKey(key));
  }

  add(key: string, value: unknown): void {
    const full = this.fullKey(key);
    const opened = withoutCiphers(value);
    if (opened !== value) this.secrets.add(full);
    this.values.set(full, asText(opened));
  }

  result(): Pick<StackConfig, "values" | "secretKeys"> {
    return { values: Object.fromEntries(this.values), secretKeys: [...this.secrets] };
  }

  /** `name`, `project:name` and the old form `project:config:name` are one key. */
  private fullKey(key: string): string {
    if (!key.includes(":")) return `${this.project}:${key}`;
    return key.replace(/^([^:]+):config:/, "$1:");
  }
}

/** The value with a mark in place of every encrypted part; the very same value where there is none. */
function withoutCiphers(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(withoutCiphers);
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  const object = asObject(value);
  const keys = Object.keys(object);
  if (keys.length === 0) return value;
  if (keys.length === 1 && typeof object["secure"] === "string") return secretText;
  const entries = keys.map((key) => [key, withoutCiphers(object[key])] as const);
  return entries.some(([key, item]) => item !== object[key]) ? Object.fromEntries(entries) : value;
}

function asText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return "";
  return JSON.stringify(value);
}

function environmentsOf(value: unknown): readonly string[] {
  const listed = Array.isArray(value) ? value : asObject(value)["imports"];
  return Array.isArray(listed) ? listed.map(String) : [];
}
