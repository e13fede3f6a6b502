/** Turning what zod found into what a user can act on: the key, what was given, what is allowed, what to type. */

import type { z } from "zod";
import { allowedValues, childrenOf, fieldAt } from "./fields";
import type { Field } from "./fields";
import { pulumiKey, shellWord } from "./keys";
import type { KeyPath } from "./keys";
import { nearest } from "../nearest";
import { configByTarget } from "./schema";
import type { RuleParams } from "./rules";

/** One mistake in a stack's config. */
export interface ConfigIssue {
  /** The key as Pulumi writes it, e.g. `plinth:ports.web`. */
  readonly key: string;
  /** What is wrong with it, a phrase that follows the key. */
  readonly problem: string;
  /** The value as it was given; `undefined` where none was, or where it may be a secret. */
  readonly given?: string;
  /** The values allowed, in words. */
  readonly allowed: string;
  /** The command that puts it right, and the file for those without Pulumi's CLI. */
  readonly fix: string;
}

/** What is needed to describe a mistake. */
export interface IssueContext {
  readonly stack: string;
  readonly schema: z.core.$ZodType;
  /** The whole config as it was judged. */
  readonly value: unknown;
  /** Keys, without the namespace, whose values must not be shown. */
  readonly secretKeys: ReadonlySet<string>;
}

/** An issue as lines of text. */
export function formatIssue({ key, problem, given, allowed, fix }: ConfigIssue): string {
  const lines = [`${key} ${problem}`, `  allowed: ${allowed}`, `  fix:     ${fix}`];
  if (given !== undefined) lines.splice(1, 0, `  given:   ${given}`);
  return lines.join("\n");
}

/** The mistakes behind one of zod's issues: one, or one for each unknown key. */
export function describeIssue(issue: z.core.$ZodIssue, context: IssueContext): ConfigIssue[] {
  const path = issue.path.map((segment) => (typeof segment === "number" ? segment : String(segment)));
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey([...path, key], context));
  if (issue.code === "invalid_key") return [wrongName(path, issue.issues[0]?.message, context)];
  const field = fieldAt(context.schema, path);
  const rule: Partial<RuleParams> = issue.code === "custom" ? (issue.params ?? {}) : {};
  const value = valueAt(context.value, path);
  return [
    {
      key: pulumiKey(path),
      problem: problemOf(issue, value),
      ...given(value, field?.standard, path, context),
      allowed: rule.allowed ?? (field === undefined ? "text" : allowedValues(field)),
      fix: fixOf(path, rule, context),
    },
  ];
}

/** The command that a rule names; else one that sets the key, or what it lies in, to an example. */
function fixOf(path: KeyPath, rule: Partial<RuleParams>, context: IssueContext): string {
  if (rule.remove === true) return removeCommand(path, context);
  if (rule.example !== undefined) return setCommand(rule.set ?? path, rule.example, context);
  for (let depth = path.length; depth > 0; depth--) {
    const above = path.slice(0, depth);
    const example = exampleOf(fieldAt(context.schema, above));
    if (example !== undefined) return setCommand(above, example, context);
  }
  return setCommand(path, undefined, context);
}

/** The mistake of a name that a record's keys may not have, such as that of a pool. */
function wrongName(path: KeyPath, problem: string | undefined, context: IssueContext): ConfigIssue {
  const parent = fieldAt(context.schema, path.slice(0, -1));
  return {
    key: pulumiKey(path),
    problem: problem ?? "is not a name that it can have",
    allowed: parent === undefined ? "text" : allowedValues(parent),
    fix: `rename it in ${stackFile(context)}`,
  };
}

/** What was given, also where it is the key's default that breaks a rule; nothing where the key has neither. */
function given(
  value: unknown,
  standard: unknown,
  path: KeyPath,
  context: IssueContext,
): Pick<ConfigIssue, "given"> {
  if (value !== undefined) return { given: shown(value, path, context) };
  return standard === undefined ? {} : { given: `${shown(standard, path, context)}, the default` };
}

/** The mistake of a target that is missing or is none. */
export function wrongTarget(value: unknown, context: IssueContext): ConfigIssue {
  return {
    key: pulumiKey(["target"]),
    problem: value === undefined ? "is missing" : "is not a target",
    ...(value === undefined ? {} : { given: shown(value, ["target"], context) }),
    allowed: `one of ${Object.keys(configByTarget).join(", ")}`,
    fix: setCommand(["target"], "compose", context),
  };
}

/** The mistake of a key that the schema does not have. Its value is not shown: a misspelt secret is still one. */
export function unknownKey(path: KeyPath, context: IssueContext): ConfigIssue {
  const parent = path.length === 1 ? context.schema : fieldAt(context.schema, path.slice(0, -1))?.schema;
  const known = parent === undefined ? [] : childrenOf(parent).map((child) => String(child.path.at(-1)));
  const word = String(path.at(-1));
  const meant = nearest(word, known);
  const renamed = meant === undefined ? undefined : [...path.slice(0, -1), meant];
  return {
    key: pulumiKey(path),
    problem:
      renamed === undefined
        ? unknownBecause(path, known)
        : `is not a key; did you mean ${pulumiKey(renamed)}?`,
    allowed: `the keys ${known.join(", ")}`,
    fix:
      renamed === undefined
        ? removeCommand(path, context)
        : `rename it to ${pulumiKey(renamed)} in ${stackFile(context)}, or ${remover(path, context)} and set the other`,
  };
}

/** The mistake of a plain key that was set as a secret. */
export function needlessSecret(key: string, context: IssueContext): ConfigIssue {
  return {
    key: pulumiKey([key]),
    problem: "is set as a secret, but what it sets shows in names, ports and logs",
    allowed: "a plain value",
    fix: `pulumi config set ${pathWord([key])} <value> --plaintext --stack ${shellWord(context.stack)}`,
  };
}

function unknownBecause(path: KeyPath, known: readonly string[]): string {
  const key = String(path[0]);
  const target = Object.entries(configByTarget).find(
    ([, schema]) => !known.includes(key) && fieldAt(schema, path) !== undefined,
  )?.[0];
  return target === undefined
    ? "is not a key"
    : `is a key of the target ${target}, which this stack does not have`;
}

function problemOf(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code === "custom" || isOurs(issue.message)) return issue.message;
  if (value === undefined) return "is missing";
  if (value === null) return "is empty";
  if (issue.code === "invalid_type") {
    return ["number", "int"].includes(issue.expected) ? "is not a whole number" : "has the wrong type";
  }
  if (issue.code === "invalid_value") return "is not one of the allowed values";
  if (issue.code === "too_small" || issue.code === "too_big") {
    const few = issue.code === "too_small";
    if (issue.origin === "array") return few ? "has too few entries" : "has too many entries";
    if (issue.origin === "string") return few ? "is too short" : "is too long";
    return "is out of range";
  }
  return issue.message;
}

/** Our messages follow the key and begin small; zod's own are sentences. */
function isOurs(message: string): boolean {
  return /^[a-z]/.test(message);
}

function exampleOf(field: Field | undefined): unknown {
  if (field === undefined) return undefined;
  const [first] = field.words?.examples ?? [];
  if (first !== undefined || field.standard !== undefined) return first ?? field.standard;
  const inner = childrenOf(field.schema)
    .map((child): [string, unknown] => [String(child.path.at(-1)), exampleOf(child)])
    .slice(0, 1);
  return inner.length === 0 ? undefined : Object.fromEntries(inner);
}

/** The command that sets a key; an object or a list is set as JSON, which `coerce` reads at any depth. */
function setCommand(target: KeyPath, example: unknown, context: IssueContext): string {
  const text = typeof example === "string" ? example : JSON.stringify(example);
  const value = example === undefined ? "<value>" : shellWord(text);
  const command = `pulumi config set ${pathWord(target)} ${value} --stack ${shellWord(context.stack)}`;
  return `${command}, or edit ${pulumiKey(target)} in ${stackFile(context)}`;
}

/** The command that removes a key. */
function removeCommand(path: KeyPath, context: IssueContext): string {
  return `${remover(path, context)}, or remove it from ${stackFile(context)}`;
}

function remover(path: KeyPath, { stack }: IssueContext): string {
  return `pulumi config rm ${pathWord(path)} --stack ${shellWord(stack)}`;
}

/** A path as an argument of `pulumi config`, with `--path` where it leads into a key. */
function pathWord(path: KeyPath): string {
  return `${path.length > 1 ? "--path " : ""}${shellWord(pulumiKey(path))}`;
}

function stackFile({ stack }: IssueContext): string {
  return `Pulumi.${stack}.yaml`;
}

function valueAt(value: unknown, path: KeyPath): unknown {
  return path.reduce<unknown>((inner, segment) => {
    if (typeof inner !== "object" || inner === null || !Object.hasOwn(inner, segment)) return undefined;
    return (inner as Record<string | number, unknown>)[segment];
  }, value);
}

/** Longest value that a message repeats, in characters. */
const LONGEST_SHOWN = 80;

/** A value as a message may show it: never a secret, never a URL's password, never more than a line. */
function shown(value: unknown, path: KeyPath, context: IssueContext): string {
  if (context.secretKeys.has(String(path[0]))) return "[secret]";
  if (typeof value === "string") return shortened(JSON.stringify(withoutSecrets(value)));
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (value === null) return "nothing";
  if (Array.isArray(value)) return shownList(value);
  return typeof value === "object" ? shownObject(Object.keys(value)) : `a ${typeof value}`;
}

function shownObject(keys: readonly string[]): string {
  return keys.length === 0 ? "an empty object" : `an object with the keys ${shortened(keys.join(", "))}`;
}

/** A list of plain values as it is; what is in other lists does not fit in a line. */
function shownList(list: readonly unknown[]): string {
  const plain = list.every((item) => ["string", "number", "boolean"].includes(typeof item));
  if (!plain) return "a list";
  const items = list.map((item) => (typeof item === "string" ? withoutSecrets(item) : item));
  return shortened(JSON.stringify(items));
}

/** A text without what a URL in it may carry of secrets: user, password and query. */
function withoutSecrets(text: string): string {
  return text.replace(/\/\/[^/]*@/, "//[secret]@").replace(/(\/\/[^?]*\?).*/s, "$1[secret]");
}

function shortened(text: string): string {
  return text.length > LONGEST_SHOWN
    ? `${text.slice(0, LONGEST_SHOWN)}… (${String(text.length)} characters)`
    : text;
}
