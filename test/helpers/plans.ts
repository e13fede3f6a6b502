import type { Plan, PlannedResource } from "../../automation/plan/types";
import { urnOf } from "../policypack/server";

/** A planned resource of which only some facts matter. */
export function planned(
  type: string,
  name: string,
  wire: Readonly<Record<string, unknown>> = {},
  more: Partial<PlannedResource> = {},
): PlannedResource {
  return {
    urn: urnOf(type, name),
    type,
    name,
    custom: true,
    remote: false,
    protect: false,
    ignoreChanges: [],
    dependencies: [],
    propertyDependencies: {},
    wire,
    ...more,
  };
}

/** A plan of these resources, with the resource that stands for the stack. */
export function planOf(program: string, ...resources: readonly PlannedResource[]): Plan {
  const stack = planned("pulumi:pulumi:Stack", "plinth-test", {}, { custom: false });
  return { project: "plinth", stack: "test", program, resources: [stack, ...resources], unexpanded: [] };
}
