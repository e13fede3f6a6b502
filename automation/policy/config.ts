/** The config of the policy pack: a profile and a file over it, in the form of `pulumi preview --policy-pack-config`. */

import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { isMap, isNode, isScalar, LineCounter, parseDocument } from "yaml";
import type { Node } from "yaml";
import { PlinthError } from "../../model/errors";
import { nearest } from "../../model/nearest";
import type { RuleFacts, Setting } from "../../policypack/lib/rule";
import { repositoryRoot } from "../paths";
import type { ProfileName } from "./profiles";

/** What a config may say of a policy's level. */
const levels = ["advisory", "mandatory", "remediate", "disabled"] as const;

/** Level of a policy. `remediate` repairs what it can and denies the rest. */
export type ConfiguredLevel = (typeof levels)[number];

/** What a policy is told. */
export interface PolicyConfig {
  readonly level: ConfiguredLevel;
  /** Only what the config says; a rule knows its own defaults. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Where a config comes from. */
export interface ConfigSources {
  readonly profile: ProfileName;
  /** Path of a file that is laid over the profile. @default none */
  readonly file?: string | undefined;
  /** Folder of the pack. @default that of the repository */
  readonly packFolder?: string | undefined;
}

type Entries = ReadonlyMap<string, Partial<PolicyConfig>>;

/**
 * The config of each policy.
 *
 * @throws PlinthError policy-input-invalid with every mistake in the file, each with its line.
 */
export function loadPolicyConfig(
  { profile, file, packFolder = join(repositoryRoot, "policypack") }: ConfigSources,
  rules: readonly RuleFacts[],
): ReadonlyMap<string, PolicyConfig> {
  const layers = [join(packFolder, "profiles", `${profile}.json`), ...(file === undefined ? [] : [file])];
  const start = new Map(
    rules.map(({ name, level }): [string, PolicyConfig] => [name, { level, settings: {} }]),
  );
  return layers.reduce<ReadonlyMap<string, PolicyConfig>>((config, path) => {
    const entries = readEntries(path, rules);
    const all = entries.get("all")?.level;
    return new Map(
      [...config].map(([name, before]) => {
        const entry = entries.get(name);
        const level = entry?.level ?? all ?? before.level;
        return [name, { level, settings: { ...before.settings, ...entry?.settings } }];
      }),
    );
  }, start);
}

function readEntries(path: string, rules: readonly RuleFacts[]): Entries {
  const source = readText(path);
  // The CLI lets an empty file pass too.
  if (source.trim() === "") return new Map();
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines });
  const [broken] = document.errors;
  if (broken)
    throw invalid(path, [`${path}:${lines.linePos(broken.pos[0]).line}: not JSON: ${firstLine(broken)}`]);
  const value = parseJson(path, source);
  if (!isMap(document.contents) || !isRecord(value)) {
    throw invalid(path, [
      `${path}:1: an object is wanted that has a level for each policy, as {"all": "mandatory"}.`,
    ]);
  }
  const problems: string[] = [];
  const entries = new Map<string, Partial<PolicyConfig>>();
  for (const { key, value: node } of document.contents.items) {
    const name = isScalar(key) ? String(key.value) : "";
    const entry = new Entry(path, name, lines.linePos(startOf(key)).line, problems);
    // Environments of Pulumi ESC are the CLI's own matter.
    if (name !== "environments") entries.set(name, entry.read(value[name], node, lines, rules));
  }
  if (problems.length > 0) throw invalid(path, problems);
  return entries;
}

/** Reads what a config says of one policy. */
class Entry {
  constructor(
    private readonly path: string,
    private readonly name: string,
    private readonly line: number,
    private readonly problems: string[],
  ) {}

  read(
    value: unknown,
    node: unknown,
    lines: LineCounter,
    rules: readonly RuleFacts[],
  ): Partial<PolicyConfig> {
    const rule = rules.find(({ name }) => name === this.name);
    if (rule === undefined && this.name !== "all") this.unknownRule(rules);
    if (typeof value === "string") return this.level(value, this.line);
    if (!isRecord(value)) {
      this.problem(
        this.line,
        `\`${this.name}\` must be a level (${levels.join(", ")}) or an object with a level and settings.`,
      );
      return {};
    }
    const { enforcementLevel, ...settings } = value;
    const lineOf = (key: string): number => lines.linePos(startOf(keyNode(node, key))).line;
    for (const [key, given] of Object.entries(settings))
      if (rule) this.setting(rule, key, given, lineOf(key));
    return {
      ...(enforcementLevel !== undefined && this.level(enforcementLevel, lineOf("enforcementLevel"))),
      settings,
    };
  }

  private level(value: unknown, line: number): Partial<PolicyConfig> {
    const level = levels.find((one) => one === value);
    if (level !== undefined) return { level };
    const meant = typeof value === "string" ? didYouMean(value, levels) : "";
    this.problem(
      line,
      `${shown(value)} is no level of \`${this.name}\`. ${meant}The levels are ${levels.join(", ")}.`,
    );
    return {};
  }

  private setting(rule: RuleFacts, key: string, value: unknown, line: number): void {
    const settings = rule.settings ?? {};
    const setting = Object.hasOwn(settings, key) ? settings[key] : undefined;
    if (setting === undefined) {
      const names = ["enforcementLevel", ...Object.keys(settings)];
      this.problem(
        line,
        `\`${rule.name}\` has no setting \`${key}\`. ${didYouMean(key, names)}It has ${names.join(", ")}.`,
      );
    } else if (!fits(value, setting)) {
      this.problem(line, `\`${key}\` of \`${rule.name}\` must be ${wanted(setting)}; it is ${shown(value)}.`);
    }
  }

  private unknownRule(rules: readonly RuleFacts[]): void {
    const names = rules.map(({ name }) => name);
    this.problem(
      this.line,
      `there is no policy \`${this.name}\`. ${didYouMean(this.name, names)}docs/policies lists all of them.`,
    );
  }

  private problem(line: number, message: string): void {
    this.problems.push(`${this.path}:${line}: ${message}`);
  }
}

function fits(value: unknown, setting: Setting): boolean {
  if (setting.type === "array")
    return Array.isArray(value) && value.every((item) => typeof item === "string");
  if (typeof value !== setting.type) return false;
  return !("enum" in setting) || setting.enum.includes(String(value));
}

function wanted(setting: Setting): string {
  if (setting.type === "array") return "a list of texts";
  if ("enum" in setting) return `one of ${setting.enum.join(", ")}`;
  return { string: "a text", number: "a number", boolean: "true or false" }[setting.type];
}

function didYouMean(given: string, candidates: readonly string[]): string {
  const near = nearest(given, candidates);
  return near === undefined ? "" : `Did you mean \`${near}\`? `;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new PlinthError("policy-input-invalid", `The config of the policies cannot be read: ${path}.`, {
      fix: "Give the path of a file that exists; policypack/profiles/baseline.json is an example.",
      cause: error,
    });
  }
}

/** YAML takes more than JSON does, and the Pulumi CLI takes only JSON. */
function parseJson(path: string, source: string): unknown {
  try {
    return JSON.parse(source) as unknown;
  } catch (error) {
    throw invalid(path, [`${path}:1: not JSON: ${firstLine(error as Error)}`]);
  }
}

function firstLine({ message }: Error): string {
  return message.split("\n")[0] ?? "";
}

function invalid(path: string, details: readonly string[]): PlinthError {
  return new PlinthError(
    "policy-input-invalid",
    `The config of the policies in ${basename(path)} is wrong.`,
    {
      details,
      fix: "Correct the lines; policypack/config.schema.json says what is allowed.",
    },
  );
}

function keyNode(node: unknown, key: string): Node | undefined {
  if (!isMap(node)) return undefined;
  const pair = node.items.find((item) => isScalar(item.key) && item.key.value === key);
  return pair && isNode(pair.key) ? pair.key : undefined;
}

function startOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
