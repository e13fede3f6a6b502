/** Planned resources as a rule about the whole stack sees them. */

import { Property } from "../../policypack/lib/property";
import type { StackResource } from "../../policypack/lib/rule";
import type { Plan, PlannedResource } from "../plan/types";

/** Mark of a value of a special kind in the wire form, and of the kind that is a secret. */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** The resources of a plan, in the order of their registration. */
export function stackResources({ resources }: Plan): StackResource[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  return resources.map((resource) => {
    const { type, name, urn, parent, ignoreChanges, dependencies, propertyDependencies } = resource;
    const provider = byUrn.get(resource.provider ?? "");
    return {
      ...{ type, name, urn, ignoreChanges, dependencies, propertyDependencies },
      properties: inputsOf(resource),
      ...(parent !== undefined && { parent }),
      ...(provider && { provider: inputsOf(provider) }),
    };
  });
}

function inputsOf({ wire }: PlannedResource): Property {
  return Property.inputs(opened(wire) as Record<string, unknown>);
}

/** The values with their secrets opened, as the policy server hands them to policies. */
function opened(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(opened);
  if (typeof value !== "object" || value === null) return value;
  const record = value as Readonly<Record<string, unknown>>;
  if (record[signatureKey] === secretSignature) return opened(record["value"]);
  return Object.fromEntries(Object.entries(record).map(([key, each]) => [key, opened(each)]));
}
