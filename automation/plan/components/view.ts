/** A planned resource as the search for components reads it. */

import { Property } from "../../../policypack/lib/property";
import type { PlannedResource } from "../types";

/** Pulumi's mark of a value that is not plain, and the kind of it that is a secret. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
/** Pulumi's wire form of a value that is not known yet. */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** One resource with its inputs. */
export interface View {
  readonly resource: PlannedResource;
  readonly inputs: Property;
}

/** The resource with its inputs. What is secret is read as not known: findings name versions, and no secret. */
export function viewOf(resource: PlannedResource): View {
  return { resource, inputs: Property.inputs(withoutSecrets(resource.wire) as Record<string, unknown>) };
}

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  if ((value as Readonly<Record<string, unknown>>)[SIGNATURE] === SECRET) return UNKNOWN;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withoutSecrets(each)]));
}

/** The text of a property; `undefined` where there is none or nobody knows it. */
export function textOf(property: Property): string | undefined {
  let found: string | undefined;
  property.text((text) => {
    found = text;
    return true;
  }, false);
  return found;
}
