/** What the provider of AWS adds to inputs that are in order: names, regions, all tags, and documents as text. */

import type { TypeRules } from "./types/rules";
import type { Declared, Properties, Schema } from "./schema";
import type { ValueType } from "./type-expression";
import { holdsUnknown, isObject, UNKNOWN } from "./values";
import type { WireObject } from "./values";

/** What a provider was configured with. */
export interface ProviderConfig {
  readonly region: string;
  readonly accountId: string;
  readonly defaultTags: Readonly<Record<string, string>>;
}

/** What is to be completed. */
export interface Checked {
  readonly type: string;
  /** Name in the program. */
  readonly name: string;
  readonly news: WireObject;
  /** Inputs of the last update, as they were completed then. */
  readonly olds: WireObject | undefined;
  /** Seven hexadecimal digits for a name that is made up. */
  readonly suffix: string;
}

/** Parts of the properties that the provider made up itself stand under this key, in each object. */
const DEFAULTS = "__defaults";

/** The inputs as the engine keeps them, and as policies see them. */
export function completedInputs(
  schema: Schema,
  rules: TypeRules | undefined,
  config: ProviderConfig,
  checked: Checked,
): WireObject {
  const declared = schema.type(checked.type);
  if (declared === undefined) return checked.news;
  const made: Record<string, unknown> = {
    ...madeUpName(declared, rules, checked),
    ...(declared.inputs.has("region") && absent(checked.news["region"]) ? { region: config.region } : {}),
  };
  const given = new Marker(schema).object(checked.news, declared.inputs);
  const inputs: WireObject = { ...given, ...made, [DEFAULTS]: Object.keys(made).sort() };
  if (declared.inputs.has("tags") && declared.outputs.has("tagsAll")) {
    inputs["tagsAll"] = allTags(checked.news["tags"], config.defaultTags);
  }
  return inputs;
}

/** True where the provider made the property up. */
export function wasMadeUp(inputs: WireObject, property: string): boolean {
  const defaults = inputs[DEFAULTS];
  return Array.isArray(defaults) && defaults.includes(property);
}

function absent(value: unknown): boolean {
  return value === undefined || value === null;
}

function madeUpName(declared: Declared, rules: TypeRules | undefined, checked: Checked): WireObject {
  const { name, news, olds, suffix } = checked;
  const property = rules?.nameProperty ?? "name";
  if (
    property === "" ||
    !declared.inputs.has(property) ||
    declared.inputs.get(property)?.type.kind !== "string"
  ) {
    return {};
  }
  if (!absent(news[property]) || !absent(news[`${property}Prefix`])) return {};
  const before = olds !== undefined && wasMadeUp(olds, property) ? olds[property] : undefined;
  if (typeof before === "string") return { [property]: before };
  const text = `${rules?.namePrefix ?? ""}${name}-${suffix}`;
  return { [property]: rules?.lowerCaseNames === true ? text.toLowerCase() : text };
}

/** Source: `applyTags` in https://github.com/pulumi/pulumi-aws/blob/master/provider/tags.go */
function allTags(tags: unknown, defaults: Readonly<Record<string, string>>): unknown {
  if (holdsUnknown(tags)) return UNKNOWN;
  return { ...defaults, ...(isObject(tags) ? tags : {}) };
}

/** Marks objects as those in which nothing was made up, and makes text of policy documents. */
class Marker {
  constructor(private readonly schema: Schema) {}

  object(given: WireObject, properties: Properties): WireObject {
    return Object.fromEntries(
      Object.entries(given)
        .filter(([, value]) => !absent(value))
        .map(([key, value]) => [key, this.value(value, properties.get(key)?.type)]),
    );
  }

  private value(value: unknown, type: ValueType | undefined): unknown {
    if (type?.kind === "document" && isObject(value)) {
      return holdsUnknown(value) ? UNKNOWN : JSON.stringify(sorted(value));
    }
    if (type?.kind === "list" && Array.isArray(value))
      return value.map((item) => this.value(item, type.items));
    if (type?.kind !== "object" || !isObject(value)) return value;
    return { ...this.object(value, this.schema.shape("input", type.shape)), [DEFAULTS]: [] };
  }
}

/** Go writes the keys of a map in order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}
