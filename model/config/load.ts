/** Judging a stack's config: all mistakes at once, or the config. */

import type { z } from "zod";
import { PlinthError } from "../errors";
import { coerce, coerceKeys } from "./coerce";
import { fieldAt } from "./fields";
import { describeIssue, formatIssue, needlessSecret, unknownKey, wrongTarget } from "./issues";
import type { ConfigIssue, IssueContext } from "./issues";
import { NAMESPACE } from "./keys";
import { Config, configByTarget } from "./schema";
import type { Target } from "./schema";

/** Where a raw config comes from. */
export interface ConfigSource {
  /** Name of the stack, as in `Pulumi.<stack>.yaml`. */
  readonly stack: string;
  /** Full keys, such as `plinth:name`, that Pulumi holds as secrets. @default none */
  readonly secretKeys?: readonly string[];
}

/**
 * The config of a stack.
 *
 * @param raw values by full key, such as `plinth:ports`; each as Pulumi hands it over (text, objects as JSON) or as
 *   YAML holds it. Keys of other namespaces, such as `aws:region`, are left alone.
 * @throws PlinthError `config-invalid` with every mistake among its details.
 */
export function loadConfig(raw: Readonly<Record<string, unknown>>, source: ConfigSource): Config {
  const prefix = `${NAMESPACE}:`;
  const own = Object.entries(raw).filter(([key]) => key.startsWith(prefix));
  const values = Object.fromEntries(
    own.map(([key, value]): [string, unknown] => [key.slice(prefix.length), value]),
  );
  const secretKeys = new Set((source.secretKeys ?? []).map((key) => key.slice(prefix.length)));
  const { target } = values;
  const result = isTarget(target)
    ? judge(configByTarget[target], values, source.stack, secretKeys)
    : { issues: judgeWithoutTarget(values, source.stack, secretKeys) };
  const secrets = Object.keys(values).filter((key) => secretKeys.has(key));
  const context = { stack: source.stack, schema: Config, value: values, secretKeys };
  const issues = [...result.issues, ...secrets.map((key) => needlessSecret(key, context))];
  if ("config" in result && issues.length === 0) return result.config;
  throw invalidConfig(issues, source.stack);
}

type Values = Readonly<Record<string, unknown>>;
type Judged = { readonly config: Config; readonly issues: readonly [] } | { readonly issues: ConfigIssue[] };

function judge(
  schema: z.core.$ZodType,
  values: Values,
  stack: string,
  secretKeys: ReadonlySet<string>,
): Judged {
  const value = coerceKeys(schema, values);
  const result = Config.safeParse(value);
  if (result.success) return { config: result.data, issues: [] };
  const context: IssueContext = { stack, schema, value, secretKeys };
  return { issues: firstOfEachKey(result.error.issues.flatMap((issue) => describeIssue(issue, context))) };
}

/** Without a target there is no one schema; each key is judged by the first target that has it. */
function judgeWithoutTarget(values: Values, stack: string, secretKeys: ReadonlySet<string>): ConfigIssue[] {
  const schemas = Object.values(configByTarget);
  const context = (schema: z.core.$ZodType, value: unknown): IssueContext => ({
    stack,
    schema,
    value,
    secretKeys,
  });
  const issues = Object.entries(values).flatMap(([key, given]): ConfigIssue[] => {
    if (key === "target") return [];
    const owner = schemas.find((schema) => fieldAt(schema, [key]) !== undefined);
    if (owner === undefined) return [unknownKey([key], context(schemas[0] ?? Config, values))];
    const inner = (owner.shape as Readonly<Record<string, z.ZodType>>)[key];
    const value = coerce(fieldAt(owner, [key])?.schema ?? owner, given);
    const found = inner?.safeParse(value).error?.issues ?? [];
    const rooted = found.map((issue) => ({ ...issue, path: [key, ...issue.path] }));
    return rooted.flatMap((issue) => describeIssue(issue, context(owner, { [key]: value })));
  });
  return firstOfEachKey([wrongTarget(values["target"], context(Config, values)), ...issues]);
}

function isTarget(value: unknown): value is Target {
  return typeof value === "string" && Object.hasOwn(configByTarget, value);
}

/** One value can break several rules; the first says enough. */
function firstOfEachKey(issues: readonly ConfigIssue[]): ConfigIssue[] {
  return issues.filter((issue, index) => issues.findIndex(({ key }) => key === issue.key) === index);
}

function invalidConfig(issues: readonly ConfigIssue[], stack: string): PlinthError {
  const count = issues.length === 1 ? "1 mistake" : `${String(issues.length)} mistakes`;
  return new PlinthError("config-invalid", `The config of the stack ${stack} has ${count}.`, {
    details: issues.map(formatIssue),
    fix: `Correct each key above in Pulumi.${stack}.yaml or by its command; docs/reference/config.md lists all keys.`,
  });
}
