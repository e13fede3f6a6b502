/** What a resource has once AWS has made it: its inputs, and what AWS makes up. */

import * as rpc from "@pulumi/pulumi/runtime/rpc";
import { dirname } from "node:path";
import { OutputShapes } from "../../automation/plan/child/output-shapes";
import { Wire } from "../../automation/plan/child/wire";
import type { Schema } from "./schema";
import type { ValueType } from "./type-expression";
import type { Made, TypeRules } from "./types/rules";
import { isObject, merged, UNKNOWN } from "./values";
import type { WireObject } from "./values";

/** How deep objects are made up: some of AWS's contain themselves. */
const DEEPEST = 4;

/** Makes outputs up. */
export class ComputedOutputs {
  private readonly shapes = new OutputShapes(
    // No text stands for a secret here.
    new Wire(rpc, "\u0000"),
    dirname(__dirname),
  );

  constructor(private readonly schema: Schema) {}

  /** What is known before the resource is made. */
  planned(type: string, inputs: WireObject): WireObject {
    const outputs: WireObject = {};
    for (const [key, { always }] of this.schema.type(type)?.outputs ?? []) {
      if (always && key !== "urn" && key !== "id") outputs[key] = UNKNOWN;
    }
    return this.shapes.complete(type, { ...outputs, ...inputs });
  }

  /** What is known before the resource is updated. */
  plannedUpdate(rules: TypeRules | undefined, made: Made): WireObject {
    const outputs = this.of({ outputs: () => ({}) }, made);
    for (const key of rules?.changedByUpdate?.(made.changed) ?? []) outputs[key] = UNKNOWN;
    return outputs;
  }

  /** What is known once it is there. */
  of(rules: Pick<TypeRules, "outputs"> | undefined, made: Made): WireObject {
    const planned = this.planned(made.type, made.inputs);
    const before = Object.entries(made.before ?? {}).filter(([key]) => planned[key] === UNKNOWN);
    const special = merged(Object.fromEntries(before), rules?.outputs?.(made) ?? {});
    const declared = this.schema.type(made.type)?.outputs;
    return Object.fromEntries(
      [...new Set([...Object.keys(planned), ...Object.keys(special)])].map((key) => [
        key,
        this.settled(planned[key], special[key], declared?.get(key)?.type, key, 0),
      ]),
    );
  }

  private settled(
    value: unknown,
    special: unknown,
    type: ValueType | undefined,
    path: string,
    depth: number,
  ): unknown {
    if (value === undefined) return special;
    if (value === UNKNOWN) return special ?? this.madeUp(type, path, depth);
    if (Array.isArray(value)) {
      const items = type?.kind === "list" ? type.items : undefined;
      return value.map((item) => this.settled(item, undefined, items, path, depth + 1));
    }
    if (!isObject(value)) return value;
    const properties = type?.kind === "object" ? this.schema.shape("output", type.shape) : undefined;
    const above = isObject(special) ? special : {};
    return Object.fromEntries(
      [...new Set([...Object.keys(value), ...Object.keys(above)])].map((key) => [
        key,
        this.settled(value[key], above[key], properties?.get(key)?.type, `${path}.${key}`, depth + 1),
      ]),
    );
  }

  /** A value that nobody has thought of: of the right type, and easy to see for what it is. */
  private madeUp(type: ValueType | undefined, path: string, depth: number): unknown {
    switch (type?.kind) {
      case "number":
        return 0;
      case "boolean":
        return false;
      case "list":
        return [];
      case "map":
      case "any":
        return {};
      case "object": {
        const properties =
          depth < DEEPEST ? this.schema.shape("output", type.shape) : new Map<string, never>();
        return Object.fromEntries(
          [...properties]
            .filter(([, { always }]) => always)
            .map(([key, property]) => [key, this.madeUp(property.type, `${path}.${key}`, depth + 1)]),
        );
      }
      default:
        return `made up for ${path}`;
    }
  }
}
