/** Whether inputs are what `@pulumi/aws` declares: its types are gone at run time, and AWS is not there to refuse. */

import { nearest } from "../../model/nearest";
import type { Properties, Schema } from "./schema";
import type { ValueType } from "./type-expression";
import { isObject, UNKNOWN } from "./values";
import type { WireObject } from "./values";

/** What is wrong with a property. */
export interface Failure {
  /** Path of the property, as `blockDeviceMappings[0].ebs.iops`. */
  readonly property: string;
  readonly reason: string;
}

/** Every input that is not known, missing, or of the wrong type. */
export function check(schema: Schema, type: string, inputs: WireObject): readonly Failure[] {
  const declared = schema.type(type);
  if (declared === undefined) {
    return [{ property: "", reason: `@pulumi/aws ${schema.version} has no type ${type}` }];
  }
  const failures: Failure[] = [];
  new Checker(schema, failures).object("", inputs, declared.inputs, type);
  return failures;
}

class Checker {
  constructor(
    private readonly schema: Schema,
    private readonly failures: Failure[],
  ) {}

  object(path: string, given: WireObject, properties: Properties, owner: string): void {
    for (const [key, value] of Object.entries(given)) {
      if (key.startsWith("__") || value === undefined || value === null) continue;
      const property = properties.get(key);
      if (property === undefined) this.unknown(path, key, properties, owner);
      else this.value(within(path, key), value, property.type);
    }
    for (const [key, { always }] of properties) {
      if (always && (given[key] === undefined || given[key] === null)) {
        this.fail(within(path, key), `is required by ${owner} and was not given`);
      }
    }
  }

  private value(path: string, value: unknown, type: ValueType): void {
    if (value === UNKNOWN || value === null) return;
    switch (type.kind) {
      case "any":
        return;
      case "string":
      case "number":
      case "boolean":
        if (typeof value !== type.kind) this.wrongType(path, value, type);
        return;
      case "document":
        if (typeof value !== "string" && !isObject(value)) this.wrongType(path, value, type);
        return;
      case "list":
        if (!Array.isArray(value)) return this.wrongType(path, value, type);
        return value.forEach((item, index) => this.value(`${path}[${index}]`, item, type.items));
      case "map":
        if (!isObject(value)) return this.wrongType(path, value, type);
        return Object.entries(value).forEach(([key, item]) =>
          this.value(within(path, key), item, type.items),
        );
      case "object":
        if (!isObject(value)) return this.wrongType(path, value, type);
        return this.object(path, value, this.schema.shape("input", type.shape), type.shape);
      case "union":
        if (!type.members.some((member) => this.fits(value, member))) this.wrongType(path, value, type);
    }
  }

  private fits(value: unknown, type: ValueType): boolean {
    const failures: Failure[] = [];
    new Checker(this.schema, failures).value("", value, type);
    return failures.length === 0;
  }

  private unknown(path: string, key: string, properties: Properties, owner: string): void {
    const names = [...properties.keys()].sort();
    const near = nearest(key, names);
    const meant = near === undefined ? "" : `; did you mean ${near}?`;
    this.fail(within(path, key), `is no property of ${owner}${meant} It has ${names.join(", ")}`);
  }

  private wrongType(path: string, value: unknown, type: ValueType): void {
    const given = Array.isArray(value) ? "a list" : isObject(value) ? "an object" : JSON.stringify(value);
    this.fail(path, `must be ${described(type)}, and ${given} was given`);
  }

  private fail(property: string, reason: string): void {
    this.failures.push({ property, reason });
  }
}

function within(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

function described(type: ValueType): string {
  switch (type.kind) {
    case "any":
      return "a value";
    case "string":
    case "number":
    case "boolean":
      return `a ${type.kind}`;
    case "document":
      return "a policy document";
    case "list":
      return `a list, each item ${described(type.items)}`;
    case "map":
      return `a map, each value ${described(type.items)}`;
    case "object":
      return `an object as ${type.shape} declares it`;
    case "union":
      return type.members.map(described).join(" or ");
  }
}
